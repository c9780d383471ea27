/** The formula that scores is the one that draws; by this door only, so that the contract's schemas stay out of the browser's scripts. */
export { type DecaySettings, decay, MS_PER_DAY } from '@/lib/scoring/decay';
