export { applyEvents, type LeadEvents, type Scored, type ScoredLead, type Scoring } from './apply-events';
export { type DecaySettings, decayedScore, decayRate, MS_PER_DAY } from './decay';
export { seedDefaultRules } from './default-seed';
export { repointHistory } from './history-queries';
export { livingLead } from './living-lead';
export { loadRuleVersions, loadSettings, scoresOf } from './queries';
export { type Replay, replayLead, replayLeads } from './replay-lead';
export {
  appliedToHistory,
  countLeadsOfTypes,
  leadsOfTypes,
  makeRuleCountForHistory,
  type RuleHistoryInput,
  refoldJoinedSince,
} from './rule-history';
export { type RuleBook, ruleBook } from './rules';
export { removeScores, requestReplay } from './score-queries';
export { DEFAULT_SETTINGS, type ScoringSettings, stageOf } from './stage';
export { type CooledLead, sweepStandings } from './sweep-standings';
export { riskOf, velocity } from './velocity';
