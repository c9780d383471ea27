export type Properties = Record<string, unknown>;

/** A call made before the SDK was there: `['track', 'signup', { plan: 'pro' }]`. */
export type Command = { [Name in keyof Calls]: [name: Name, ...parameters: Parameters<Calls[Name]>] }[keyof Calls];

export interface Calls {
  /** Something the visitor did, such as `track('demo_requested', { seats: 12 })`. */
  track(event: string, properties?: Properties): void;
  /** Who the visitor is. The id may be left out: `identify({ email })`. */
  identify(userId?: string | number | Properties | null, traits?: Properties): void;
  /** A page view besides the automatic ones. */
  page(name?: string | Properties, properties?: Properties): void;
  /** Says that `newId` is the same person as `previousId`, by default the current user or visitor. */
  alias(newId: string, previousId?: string): void;
  /** Forgets the visitor, as at sign-out: later events belong to a new anonymous one. */
  reset(): void;
  /** The visitor's decision. `false` deletes everything stored and unsent. */
  consent(granted: boolean): void;
  /** Sends what is waiting without the short delay. */
  flush(): void;
}

/** What `window.throughline` is once the SDK is there. No call ever throws. */
export interface Throughline extends Calls {
  anonymousId(): string;
  /** Runs calls given as arrays, the form that also works before the SDK is there. */
  push(...commands: Command[]): void;
}
