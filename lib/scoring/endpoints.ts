import { implementEndpoints, orgOf } from '@/lib/tenancy/router';
import { scoringContract } from './contract';
import { getScore } from './get-score';
import { applyRuleToHistory } from './rule-history';
import { createRule, deleteRule, listRules, updateRule } from './rule-verbs';
import { scoreAt } from './score-at';
import { getScoringSettings, updateScoringSettings } from './settings-verbs';

const os = implementEndpoints(scoringContract);

export const scoringEndpoints = os.router({
  listRules: os.listRules.handler(({ context, input }) => listRules(orgOf(context), input)),
  createRule: os.createRule.handler(({ context, input }) => createRule(orgOf(context), input)),
  updateRule: os.updateRule.handler(({ context, input }) => updateRule(orgOf(context), input)),
  deleteRule: os.deleteRule.handler(({ context, input }) => deleteRule(orgOf(context), input)),
  applyRuleToHistory: os.applyRuleToHistory.handler(({ context, input }) => applyRuleToHistory(orgOf(context), input)),
  getScoringSettings: os.getScoringSettings.handler(({ context }) => getScoringSettings(orgOf(context))),
  updateScoringSettings: os.updateScoringSettings.handler(({ context, input }) =>
    updateScoringSettings(orgOf(context), input),
  ),
  getScore: os.getScore.handler(({ context, input: { at, ...input } }) =>
    at === undefined
      ? getScore(orgOf(context), input)
      : scoreAt(orgOf(context), { leadId: input.id, at: new Date(at), limit: input.limit, cursor: input.cursor }),
  ),
});
