import { useQuery } from '@tanstack/react-query';

import { getSiteFile, NO_SITE_FILE, type SiteFile } from '../../api/siteFile.ts';
import { keys } from '../../live/keys.ts';

/** After no answer the file is asked for again in this interval, in milliseconds. */
const RETRY_MS = 30_000;

/** The site's file, read once a visit: a new one comes with new pods of the web server. */
export function useSiteFile(): SiteFile {
  const { data } = useQuery({
    queryKey: keys.siteFile,
    queryFn: ({ signal }) => getSiteFile(signal),
    staleTime: Infinity,
    refetchInterval: ({ state }) => (state.data === undefined ? RETRY_MS : false),
  });
  return data ?? NO_SITE_FILE;
}
