/** Where an event says what happened, who did it and when. */
const TYPE_FIELDS = ['eventType', 'type', 'event'];
const WHO_FIELDS = ['leadId', 'externalId', 'userId', 'anonymousId', 'previousId', 'groupId'];
const TIME_FIELDS = ['timestamp', 'occurredAt'];

/** What the sender of a refused event should do about it, in a sentence or two. */
export function refusalAdvice({ code, field }: { code: string; field: string }): string {
  switch (code) {
    case 'FORBIDDEN':
      return field === 'origin'
        ? 'Add the origin of the page to the allowed origins of this source, or leave that list empty to take any.'
        : 'Send with the write key of a source, or with an API key that has the scope events:write.';
    case 'RATE_LIMITED':
      return 'The browser SDK and Segment’s libraries wait and send again by themselves. Other senders should wait as long as the header Retry-After says; a source’s limit can be raised.';
    case 'PAYLOAD_TOO_LARGE':
      return 'Send less: an event may have 32 KB, a request 500 KB.';
    case 'BAD_REQUEST':
      return 'Send JSON in UTF-8, and name the way it is compressed in the header Content-Encoding.';
    default:
      return adviceAbout(field);
  }
}

function adviceAbout(field: string): string {
  if (TYPE_FIELDS.includes(field))
    return 'Say what happened by a name of up to 200 characters, such as "eventType": "signup". Segment’s track calls name it in "event".';
  if (WHO_FIELDS.includes(field))
    return 'Say who it was by a userId, an email or an anonymousId. A leadId is an id of this program: a UUID.';
  if (field === 'email') return 'Send an e-mail address such as ada@example.com, or leave the field out.';
  if (TIME_FIELDS.includes(field))
    return 'Send the time as ISO 8601 or in milliseconds, at most 24 hours ahead and not further back than the source takes; check the clock of the sender.';
  if (field === 'events' || field === 'batch') return `Put the events into a list: "${field}": [ … ].`;
  if (field === 'body') return 'Send an object: { … }.';
  if (field === 'eventId' || field === 'messageId') return 'Send an id of up to 255 characters, or leave it out.';
  return 'Change this in what is sent. A refused event was not stored, so it can be sent again under the same id.';
}
