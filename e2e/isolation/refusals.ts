import { type Answer, REQUEST_ID, type Refusal, refusalIn } from './requests';

interface Expected {
  status?: number[];
  /** Of this field, or of a part of it: `conditions.0.value` is a part of `conditions`. */
  field?: string;
}

/** What is amiss with a refusal: it must be 4xx, in the one envelope, with all that this promises. */
export function complaints(answer: Answer, { status, field }: Expected): string[] {
  const refusal = refusalIn(answer) ?? refusedEvent(answer);
  const said = `${answer.status} ${answer.body.slice(0, 200)}`;
  if (answer.status >= 500 || (answer.status < 400 && !refusal)) return [`not refused: ${said}`];
  if (!refusal) return [`refused without the envelope: ${said}`];
  const list: string[] = [];
  if (status && !status.includes(answer.status)) list.push(`not refused with ${status.join(' or ')}: ${said}`);
  if (!refusal.message || refusal.requestId !== REQUEST_ID) list.push(`without message or request id: ${said}`);
  if (field !== undefined && !isPartOf(field, refusal.field)) list.push(`does not name ${field}: ${said}`);
  return list;
}

/** Whatever callers send is their affair: an answer or a refusal, never a failure of ours. */
export function failureIn(answer: Answer): string[] {
  if (answer.status >= 500) return [`failed: ${answer.status} ${answer.body.slice(0, 200)}`];
  return answer.status >= 400 ? complaints(answer, {}) : [];
}

/** A batch is answered even when none of its events was taken; the refusal stands with the event. */
function refusedEvent({ status, body }: Answer): Refusal | null {
  if (status !== 202) return null;
  const { accepted, rejected } = JSON.parse(body) as { accepted: number; rejected: Omit<Refusal, 'requestId'>[] };
  const [first] = rejected;
  return accepted === 0 && first ? { ...first, field: `events[${first.field}]`, requestId: REQUEST_ID } : null;
}

function isPartOf(whole: string, field: string | undefined): boolean {
  return field === whole || field?.startsWith(`${whole}.`) === true || field?.startsWith(`${whole}[`) === true;
}
