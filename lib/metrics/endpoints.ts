import { implementEndpoints, orgOf } from '@/lib/tenancy/router';
import { metricsContract } from './contract';
import { home } from './home';

const os = implementEndpoints(metricsContract);

export const metricsEndpoints = os.router({ home: os.home.handler(({ context }) => home(orgOf(context))) });
