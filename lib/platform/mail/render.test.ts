import { expect, it } from 'vitest';
import { escapeHtml, renderMail } from './render';

const HOSTILE = `</p><script>alert(1)</script><img src=x onerror="x" alt='y'>&amp;`;

it('nothing that is said becomes markup', () => {
  const url = 'https://app.test/invite/x?a="><script>1</script>&b=\'';
  const { html } = renderMail({
    title: HOSTILE,
    paragraphs: [HOSTILE, 'second'],
    action: { label: HOSTILE, url },
    footer: HOSTILE,
  });
  expect(html).not.toMatch(/<script|<img/i);
  expect(html.split(escapeHtml(HOSTILE))).toHaveLength(6);
  expect(html).toContain(`href="${escapeHtml(url)}"`);
  // Every quote of the link is inside of its attribute still.
  expect(/<a href="([^"]*)" target/.exec(html)?.[1]).toBe(escapeHtml(url));
});

it('the text says the same, as it was written', () => {
  const { text } = renderMail({
    title: 'A title',
    paragraphs: ['One & <two>.'],
    action: { label: 'Open', url: 'https://app.test/x?a=1&b=2' },
    footer: 'Why this came.',
  });
  expect(text).toBe('A title\n\nOne & <two>.\n\nOpen:\nhttps://app.test/x?a=1&b=2\n\n-- \nWhy this came.\n');
});

it('there is no button without an action, and none that leads anywhere but to a page', () => {
  const content = { title: 'A title', paragraphs: ['Words.'], footer: 'Why.' };
  expect(renderMail(content).html).not.toContain('<a ');
  expect(() => renderMail({ ...content, action: { label: 'Open', url: 'javascript:alert(1)' } })).toThrow('http');
});

it('brings no other address with it: no pictures, fonts or styles from elsewhere', () => {
  const { html } = renderMail({ title: 'A title', paragraphs: ['Words.'], footer: 'Why.' });
  expect(html).not.toMatch(/https?:|url\(|<link|@import/);
});
