import type { ErrorCode } from '@/lib/platform/errors';

/** Why one event is not taken. Its neighbours in a batch are. */
export class Refusal {
  constructor(
    /** Dotted path inside the event, e.g. `properties.amount`; `event` when it is the event as a whole. */
    readonly field: string,
    /** A sentence that names the field. */
    readonly message: string,
    readonly code: Extract<ErrorCode, 'VALIDATION' | 'PAYLOAD_TOO_LARGE'> = 'VALIDATION',
  ) {}
}
