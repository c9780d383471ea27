/** What a transactional mail says. Plain text everywhere: nothing of it is markup. */
export interface MailContent {
  title: string;
  paragraphs: readonly string[];
  /** The one thing to do, and where. */
  action?: { label: string; url: string };
  /** Why the reader gets this, and what to do if it was not meant for them. */
  footer: string;
}

export interface RenderedMail {
  html: string;
  text: string;
}

const FONT = "-apple-system,BlinkMacSystemFont,'Segoe UI',Roboto,Helvetica,Arial,sans-serif";

/**
 * The colours stand as attributes for readers without style sheets; dark ones come by a media query where it is
 * understood. Both pairs keep their contrast when a reader turns colours over by itself.
 */
const DARK = `@media (prefers-color-scheme: dark) {
  .page { background: #16181d !important; }
  .card { background: #1f2229 !important; border-color: #343944 !important; }
  .ink { color: #eceef2 !important; }
  .muted { color: #a3a9b6 !important; }
}`;

/**
 * A mail as HTML and as text, from the same words.
 * @throws Error when the link is none of http or https: a mail never carries another kind
 */
export function renderMail(content: MailContent): RenderedMail {
  const { action } = content;
  if (action && !/^https?:\/\//i.test(action.url)) throw new Error('a mail links to http or https alone');
  return { html: asHtml(content), text: asText(content) };
}

function asText({ title, paragraphs, action, footer }: MailContent): string {
  const blocks = [title, ...paragraphs, ...(action ? [`${action.label}:\n${action.url}`] : []), `-- \n${footer}`];
  return `${blocks.join('\n\n')}\n`;
}

function asHtml({ title, paragraphs, action, footer }: MailContent): string {
  const body = paragraphs
    .map((text) => `<p class="ink" style="margin:0 0 16px;color:#1c1f26">${escapeHtml(text)}</p>`)
    .join('\n');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<title>${escapeHtml(title)}</title>
<style>${DARK}</style>
</head>
<body class="page" style="margin:0;padding:0;background:#f3f4f6">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" class="page" style="background:#f3f4f6">
<tr><td align="center" style="padding:32px 16px">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" class="card" style="max-width:520px;background:#ffffff;border:1px solid #dfe2e8;border-radius:8px">
<tr><td style="padding:28px;font-family:${FONT};font-size:15px;line-height:1.55;overflow-wrap:anywhere">
<p class="muted" style="margin:0 0 20px;font-size:13px;font-weight:600;color:#5b6270">Throughline</p>
<h1 class="ink" style="margin:0 0 16px;font-size:20px;line-height:1.3;color:#1c1f26">${escapeHtml(title)}</h1>
${body}
${action ? button(action) : ''}
<p class="muted" style="margin:24px 0 0;font-size:13px;color:#5b6270">${escapeHtml(footer)}</p>
</td></tr>
</table>
</td></tr>
</table>
</body>
</html>
`;
}

function button({ label, url }: { label: string; url: string }): string {
  const href = escapeHtml(url);
  return `<p style="margin:24px 0"><a href="${href}" target="_blank" rel="noopener noreferrer" style="display:inline-block;padding:10px 18px;border-radius:6px;background:#3450c8;color:#ffffff;font-weight:600;text-decoration:none">${escapeHtml(label)}</a></p>
<p class="muted" style="margin:0;font-size:13px;color:#5b6270">If the button does not work, open this address:<br><span style="word-break:break-all">${href}</span></p>`;
}

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** Safe as the content of an element and as the value of a quoted attribute. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character]!);
}
