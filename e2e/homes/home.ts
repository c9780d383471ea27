/** A way in which the program is at home: what runs, and where. */
export interface Home {
  url: string;
  /** Where an event is sent that asks for durable work. */
  eventsUrl: string;
  /** The text of demo.json. */
  demo: string;
  /** Parts that a journey may take away and bring back, by name. */
  parts: Record<string, Part>;
  stop(): Promise<void>;
}

export interface Part {
  goAway(): Promise<void>;
  comeBack(): Promise<void>;
}

/** By which a journey asks for durable work as the program does. */
export const EVENT_KEY = 'the-event-key-of-the-journeys';

/** Journeys sign up and call more than a person would, and leave nothing behind that would have to be kept. */
export const OF_JOURNEYS = {
  ANONYMOUS_REQUESTS_PER_QUARTER_HOUR: '10000',
  SESSION_REQUESTS_PER_MINUTE: '100000',
  BACKUP_EVERY_HOURS: '0',
};
