import { expect, it } from 'vitest';
import { apiRoutes } from './routes';

it('can be handed to a browser: nothing in it is a function or a schema', () => {
  const routes = apiRoutes() as unknown as Record<string, Record<string, { '~orpc': { route: object } }>>;
  expect(structuredClone(routes)).toEqual(routes);
  expect(routes.leads?.exportLeads?.['~orpc'].route).toMatchObject({ method: 'GET', path: '/leads/export' });
});
