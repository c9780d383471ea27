/** An event type as a heading: `page_view` becomes "Page view"; capitals the sender chose stay. */
export function eventName(type: string): string {
  const words = type.replace(/[_\s]+/g, ' ').trim();
  if (words === '') return type;
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** Properties that tell most about an event, the most telling first. */
const TELLING = ['title', 'path', 'url', 'subject', 'feature', 'form', 'name', 'plan', 'product', 'text', 'reason'];

const MAX_CHARS = 160;

/** One line that tells this event from others of its type; null when its properties say nothing of the kind. */
export function eventDetail(properties: Record<string, unknown>): string | null {
  for (const key of TELLING) {
    const value = properties[key];
    if (typeof value === 'number') return String(value);
    if (typeof value === 'string' && value.trim() !== '') return value.trim().slice(0, MAX_CHARS);
  }
  return null;
}
