import type { OrgContext } from '@/lib/tenancy';
import type { ConfiguredVariable } from './contract';
import { judgeVariables } from './judge-variables';

/** The installation's own variables, as this process was started with them. */
export function configuration(ctx: OrgContext): { checkedAt: string; variables: ConfiguredVariable[] } {
  return { checkedAt: ctx.now().toISOString(), variables: judgeVariables(process.env) };
}
