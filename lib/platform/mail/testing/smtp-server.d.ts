/** The part of smtp-server 3 that is used here; it brings no types of its own. */
declare module 'smtp-server' {
  import type { Server } from 'node:net';
  import type { Readable } from 'node:stream';

  export interface Session {
    envelope: { mailFrom: { address: string }; rcptTo: { address: string }[] };
  }

  type Answer = (error?: (Error & { responseCode?: number }) | null) => void;

  export interface Options {
    authOptional: boolean;
    disabledCommands?: string[];
    logger: boolean;
    onRcptTo?: (address: { address: string }, session: Session, answer: Answer) => void;
    onData: (stream: Readable, session: Session, answer: Answer) => void;
  }

  export class SMTPServer {
    constructor(options: Options);
    server: Server;
    listen(port: number, host: string, listening: () => void): void;
    close(closed: () => void): void;
  }
}
