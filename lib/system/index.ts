export { forgetWorkerRuns, recordWorkerRun } from './worker-runs';
