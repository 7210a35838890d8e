/** Names of what is cached, apart from the site itself. */
export const keys = {
  session: ['session'],
  siteFile: ['site.json'],
  events: ['events'],
  history: ['history'],
  reports: ['reports'],
  alerts: ['alerts'],
  maintenance: ['maintenance'],
  notes: ['notes'],
  users: ['users'],
  sessions: ['sessions'],
  tokens: ['tokens'],
} as const;
