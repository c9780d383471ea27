export interface SdkOptions {
  writeKey: string;
  /** Origin of the server, without a trailing slash. */
  host: string;
  /** Whether page views are recorded by themselves. */
  autoPage: boolean;
  /** Whether nothing may be stored or sent before `consent(true)`. */
  consentRequired: boolean;
  /** Whether Do Not Track and Global Privacy Control silence the SDK. */
  respectDoNotTrack: boolean;
}

/** The part of a script element that carries the options. */
export type OptionsElement = Pick<HTMLScriptElement, 'src' | 'getAttribute'>;

/** Options from the attributes of the script tag; the host is where the script came from unless `data-host` names another. */
export function readScriptOptions(script: OptionsElement): SdkOptions {
  const option = (name: string) => script.getAttribute(`data-${name}`) || '';
  return {
    writeKey: option('write-key'),
    host: (option('host') || new URL(script.src).origin).replace(/\/+$/, ''),
    autoPage: option('auto-page') !== 'false',
    consentRequired: option('consent') === 'required',
    respectDoNotTrack: option('respect-dnt') !== 'false',
  };
}
