import { Inngest, type InngestFunction } from 'inngest';
import { serve } from 'inngest/node';
import { Called } from './call';
import { APP } from './script';

type Make = (client: Inngest, at: { id: string; event: string }) => InngestFunction.Any;

const makers: { called: Called; name: string; make: Make }[] = [];
/** The library's own app: one that makes itself known would take the place of the other. */
const LIBRARY_APP = `${APP}-library`;

/** A function written with the published library. */
export function library(name: string, make: Make): Called {
  const called = new Called(`${LIBRARY_APP}-${name}`, `${LIBRARY_APP}/${name}`);
  makers.push({ called, name, make });
  return called;
}

export function serveLibrary(baseUrl: string, keys: { eventKey: string; signingKey: string }, url: string) {
  const client = new Inngest({ id: LIBRARY_APP, isDev: false, baseUrl, ...keys, checkpointing: false, logger: silent });
  const { origin, pathname } = new URL(url);
  const functions = makers.map(({ called, name, make }) => make(client, { id: name, event: called.event }));
  const called = makers.map((maker) => maker.called);
  return { called, handler: serve({ client, functions, serveOrigin: origin, servePath: pathname }) };
}

const silent = { info() {}, warn() {}, error() {}, debug() {} };
