export { backupsIn, prune, walArchiveOf } from './backup-folder';
export { BackupFailed } from './errors';
export { clusterBytes, type Manifest } from './manifest';
export {
  inspectBackup,
  type RestoreOptions,
  type RestoreReport,
  type RestoreTarget,
  restoreBackup,
} from './restore-backup';
export { backupName } from './retention';
export { type BackupReport, takeBackup } from './take-backup';
