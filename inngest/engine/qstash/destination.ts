import { PublishRefused } from './refused';

/**
 * Whether the engine may call an address. It delivers to the program's own origins alone: whoever can publish could
 * otherwise reach, through it, what only this machine can.
 * @throws PublishRefused
 */
export function checkDestination(text: string, deliverTo: readonly string[]): void {
  const known = /^[\w.-]+$/.test(text) ? ' URL groups are not known here.' : '';
  const url = /^https?:\/\//i.test(text) ? URL.parse(text) : null;
  if (!url) throw new PublishRefused(`“${shortened(text)}” is no address with http:// or https://.${known}`);
  if (url.username !== '' || url.password !== '')
    throw new PublishRefused('An address with a user or a password in it is not called.');
  if (!deliverTo.includes(url.origin))
    throw new PublishRefused(
      `${url.origin} is not this program: the local engine delivers to ${deliverTo.join(' and ')} alone.`,
      403,
    );
}

const shortened = (text: string) => (text.length > 100 ? `${text.slice(0, 100)}…` : text);
