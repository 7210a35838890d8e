import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate, useParams } from 'react-router';

import { changeCamera, getDefinition, type Entered } from '../../api/owned.ts';
import { NotFound } from '../../app/NotFound.tsx';
import { useI18n } from '../../i18n/I18nContext.ts';
import { SITE_KEY } from '../../live/site.ts';
import { QueryView } from '../../ui/QueryView.tsx';
import { cameraPath } from '../cameras/words.ts';
import { useMay } from '../session/SessionContext.ts';
import { definitionOf, entryOf, type Entry } from './entry.ts';
import { EntryForm } from './EntryForm.tsx';

/** Changes a camera that was entered. */
export function Component() {
  const { t } = useI18n();
  const { name = '' } = useParams();
  const admin = useMay('Admin');
  const query = useQuery({
    queryKey: ['definition', name],
    queryFn: ({ signal }) => getDefinition(name, signal),
    enabled: admin,
    // What somebody is filling in must not change under him; who was first is told when it is sent.
    staleTime: Infinity,
    gcTime: 0,
    refetchOnWindowFocus: false,
  });
  if (!admin) return <NotFound />;
  return (
    <>
      <header className="page-head">
        <h1>{t.entering.editTitle(name)}</h1>
      </header>
      <QueryView query={query}>{(entered) => <Edit entered={entered} />}</QueryView>
    </>
  );
}

function Edit({ entered: { definition, version } }: { entered: Entered }) {
  const { t } = useI18n();
  const navigate = useNavigate();
  const client = useQueryClient();
  const { name } = definition;
  const changing = useMutation({
    mutationFn: (entry: Entry) => changeCamera({ definition: definitionOf(entry), version }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: SITE_KEY });
      await navigate(cameraPath(name));
    },
  });
  return (
    <section className="panel attempt" aria-label={t.entering.editTitle(name)}>
      <EntryForm
        first={entryOf(definition)}
        known
        busy={changing.isPending}
        error={changing.error}
        back={cameraPath(name)}
        onSubmit={changing.mutate}
      />
    </section>
  );
}
