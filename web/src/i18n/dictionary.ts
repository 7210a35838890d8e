import type { CameraState } from '../api/types.ts';

/** The columns of the camera table. */
export type Column =
  'state' | 'name' | 'zone' | 'reason' | 'since' | 'lastProbe' | 'latency' | 'views' | 'facts';

/** Everything the page says, in one language. */
export interface Dictionary {
  /** In the title, before the first answer and while there is none. */
  product: string;
  justNow: string;
  none: string;
  states: Record<CameraState, string>;
  /** What each reason of the API means; a reason that is not here is shown with the server's message alone. */
  reasons: Partial<Record<string, string>>;
  critical: string;
  header: {
    unnamedSite: string;
    counts: string;
    camerasUp: (up: number, total: number) => string;
    title: (site: string, up: number, total: number) => string;
    titleAway: (site: string) => string;
  };
  live: {
    loading: string;
    live: string;
    away: string;
    updated: string;
  };
  notices: {
    label: string;
    gatewayDown: string;
    databaseDown: string;
    cacheDown: string;
    probersMissing: (live: number, want: number) => string;
  };
  away: {
    title: string;
    /** Before the age of the data. */
    dataFrom: string;
    noData: string;
    retrying: string;
    unreachable: string;
    timeout: (seconds: number) => string;
    status: (status: number) => string;
    malformed: (detail: string) => string;
    request: (id: string) => string;
  };
  cameras: {
    caption: (site: string) => string;
    columns: Record<Column, string>;
    loading: string;
    filterLabel: string;
    filterHint: string;
    clearFilter: string;
    shown: (shown: number, total: number) => string;
    noMatch: (query: string) => string;
    incomplete: (read: number, total: number) => string;
    emptyTitle: string;
    /** Says where to add a camera; the words between backquotes are code. */
    emptyHelp: string;
    viewsCacheDown: string;
    viewsDisabled: string;
  };
}
