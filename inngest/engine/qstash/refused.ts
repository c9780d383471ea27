/** A message that is not taken, in words for whoever publishes it. */
export class PublishRefused extends Error {
  override readonly name = 'PublishRefused';

  constructor(
    message: string,
    /** The HTTP status it is answered with. */
    readonly status = 400,
  ) {
    super(message);
  }
}
