export interface Place {
  /** ISO 3166-1 alpha-2. */
  country?: string;
  region?: string;
}

type Headers = Readonly<Record<string, string | undefined>>;

/** Where a request came from, as a CDN in front says. Only for headers of a proxy that is trusted. */
export function readPlace(headers: Headers): Place {
  const country = headers['cf-ipcountry'] ?? headers['x-vercel-ip-country'] ?? headers['cloudfront-viewer-country'];
  // XX is "unknown" and T1 the Tor network; neither is a country.
  if (country === undefined || !/^[A-Z]{2}$/.test(country) || country === 'XX' || country === 'T1') return {};
  const region = headers['x-vercel-ip-country-region'];
  return region !== undefined && /^[A-Za-z0-9-]{1,10}$/.test(region) ? { country, region } : { country };
}
