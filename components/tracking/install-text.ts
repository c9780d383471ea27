/** The one tag that installs the SDK. */
export function installSnippet(origin: string, writeKey: string): string {
  return `<script async src="${origin}/sdk/ls.js" data-write-key="${writeKey}"></script>`;
}

/** A line for a terminal that sends one event and prints the answer. */
export function curlLine(origin: string, writeKey: string): string {
  const event = '{"type":"signup","email":"ada@example.com","properties":{"plan":"trial"}}';
  return `curl -sS ${origin}/api/events -H 'X-API-Key: ${writeKey}' -H 'Content-Type: application/json' -d '${event}'`;
}

/** The page with buttons to press, which sends with this key. */
export function testPagePath(writeKey: string): string {
  return `/sdk/test.html?writeKey=${encodeURIComponent(writeKey)}`;
}
