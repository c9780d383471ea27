/** The engine is another process and announces nothing: what it knows is asked for again while somebody looks. */
export const REFRESH_EVERY_MS = 4_000;
