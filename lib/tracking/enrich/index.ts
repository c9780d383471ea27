export { type EventContext, enrich, type RequestFacts } from './enrich';
