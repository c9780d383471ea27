export type { Cluster, ClusterExit } from './cluster';
export { EmbeddedPostgresFailed, EmbeddedPostgresUnsupported } from './errors';
export { type LogFile, openLogFile, sizeBytes, tailOf } from './log-file';
export { type StartClusterOptions, startCluster } from './start-cluster';
export type { RootFallback } from './storage';
