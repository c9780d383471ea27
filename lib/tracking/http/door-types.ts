/** A request as both servers hand it over. */
export interface DoorRequest {
  method: string;
  /** Path and query. */
  url: string;
  /** Names in lower case. */
  headers: Readonly<Record<string, string | undefined>>;
  /** As it came over the wire, possibly compressed. */
  body: Buffer;
  /** The bucket that limits count against: `limitAddress` of lib/platform/client-address. */
  address: string;
  /** The caller's own address, kept only where an organization asks for it. */
  ip: string | undefined;
  /** Unix milliseconds at which the body was complete. */
  receivedAtMs: number;
}

export interface DoorResponse {
  status: number;
  headers: Readonly<Record<string, string>>;
  body: string;
}
