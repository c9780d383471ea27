export interface PoolSettings {
  connectionString: string;
  /** How many connections at most. */
  max: number;
  /** Statements given at once are sent at once, where the driver can, and done in that order. */
  pipeline?: boolean;
  /** Longest wait for an answer when the question names none. */
  answerTimeoutMs: number;
  idleTimeoutMs: number;
  applicationName: string;
}
