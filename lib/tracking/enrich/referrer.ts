export type ReferrerClass = 'direct' | 'internal' | 'search' | 'social' | 'referral';

/** Host names under every country's ending, as a visitor's browser sends them. */
const SEARCH =
  /^(?:(?:www|m|search|cse)\.)?(?:google|bing|duckduckgo|yahoo|yandex|baidu|ecosia|qwant|startpage|kagi|naver|daum|seznam|sogou|ask|aol)\.(?:[a-z]{2,3}|com?\.[a-z]{2})$|^search\.brave\.com$|^[a-z]{2}\.search\.yahoo\.com$/;
const SOCIAL =
  /(?:^|\.)(?:facebook\.com|fb\.com|instagram\.com|linkedin\.com|lnkd\.in|twitter\.com|x\.com|t\.co|youtube\.com|youtu\.be|pinterest\.[a-z.]{2,6}|reddit\.com|tiktok\.com|threads\.(?:net|com)|bsky\.app|vk\.com|whatsapp\.com|wa\.me|telegram\.org|t\.me|xing\.com|quora\.com|snapchat\.com|tumblr\.com|discord\.com|news\.ycombinator\.com|mastodon\.social)$/;

const HOST = /^https?:\/\/(?:[^/?#@]*@)?([^/?#:]+)/i;

/** Where a page view came from, by the host names of the page before and of the page itself. */
export function referrerClass(referrer: string | undefined, pageUrl: string | undefined): ReferrerClass {
  if (referrer === undefined) return 'direct';
  const from = hostOf(referrer);
  if (from === undefined) return 'referral';
  const here = pageUrl === undefined ? undefined : hostOf(pageUrl);
  if (here !== undefined && (from === here || from.endsWith(`.${here}`) || here.endsWith(`.${from}`)))
    return 'internal';
  if (SEARCH.test(from)) return 'search';
  if (SOCIAL.test(from)) return 'social';
  return 'referral';
}

function hostOf(url: string): string | undefined {
  return HOST.exec(url)?.[1]
    ?.toLowerCase()
    .replace(/^www\./, '');
}
