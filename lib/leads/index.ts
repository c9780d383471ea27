export { applyInbox, lockOrganization } from './apply-inbox';
export { applyingRuleToHistory } from './apply-rule-to-history';
export { drainNow, drainWhen, stopDrain, wakeDrain } from './drain';
export { exportLeads } from './export-leads';
export { getLead } from './get-lead';
export { leaderboard, needingAttention } from './leaderboard';
export { listLeads } from './list-leads';
export { organizationsWithWork, replayPending, sweep, sweepOrganization } from './sweep';
