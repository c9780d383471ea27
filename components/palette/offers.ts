'use client';

import { useEffect, useState, useSyncExternalStore } from 'react';

interface Place<Offer> {
  owner: object;
  offer: Offer;
}

interface Offers<Offer> {
  /** Offers this while the component is mounted, in the state of its last drawing. */
  useOffer: (offer: Offer) => void;
  /** Everything on offer, what was mounted last first. */
  useAll: () => readonly Offer[];
}

/** What mounted components offer to one that stands elsewhere in the page and need not be there at all. */
export function createOffers<Offer>(): Offers<Offer> {
  let places: readonly Place<Offer>[] = [];
  let all: readonly Offer[] = [];
  const listeners = new Set<() => void>();

  function hold(next: readonly Place<Offer>[]): void {
    places = next;
    all = places.map(({ offer }) => offer).reverse();
    for (const notify of listeners) notify();
  }

  function subscribe(listener: () => void): () => void {
    listeners.add(listener);
    return () => listeners.delete(listener);
  }

  return {
    useOffer: (offer) => {
      const [owner] = useState(() => ({}));
      useEffect(() => {
        const isHeld = places.some((place) => place.owner === owner);
        const mine = { owner, offer };
        hold(isHeld ? places.map((place) => (place.owner === owner ? mine : place)) : [...places, mine]);
      }, [owner, offer]);
      useEffect(() => () => hold(places.filter((place) => place.owner !== owner)), [owner]);
    },
    useAll: () =>
      useSyncExternalStore(
        subscribe,
        () => all,
        () => all,
      ),
  };
}
