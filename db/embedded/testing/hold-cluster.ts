import { startCluster } from '../index';

// A process that starts a cluster, tells its parent, and then stays until it is killed or leaves without a word.
const [dataDir, pipe, then] = process.argv.slice(2) as [string, 'pipe' | 'no-pipe', 'stay' | 'leave'];
const settings = { fsync: 'off', shared_buffers: '32MB' };
const cluster = await startCluster({ dataDir, settings, pipe: pipe === 'pipe', log: () => {} });
console.log(JSON.stringify({ pid: cluster.pid, adminUrl: cluster.adminUrl }));
if (then === 'stay') setInterval(() => {}, 60_000);
