import { useMutation } from '@tanstack/react-query';
import { useEffect, useState } from 'react';

import { getPicture } from '../../api/camera.ts';
import { useI18n } from '../../i18n/I18nContext.ts';
import { RelativeTime } from '../../lib/RelativeTime.tsx';
import { useNow } from '../../lib/useNow.ts';
import { ErrorNote } from '../../ui/ErrorNote.tsx';

/** From this age on a picture is greyed: it must not be taken for what is to be seen now. In milliseconds. */
const OLD_MS = 60_000;

/** The camera's picture when it is asked for, each time: every look stands in the audit log. */
export function CameraPicture({ name }: { name: string }) {
  const { t } = useI18n();
  const [picture, setPicture] = useState<{ url: string; at: string | null } | null>(null);
  const look = useMutation({
    mutationFn: () => getPicture(name),
    onSuccess: ({ image, at }) => {
      setPicture({ url: URL.createObjectURL(image), at });
    },
  });
  const url = picture?.url ?? null;
  useEffect(() => {
    if (url === null) return undefined;
    return () => {
      URL.revokeObjectURL(url);
    };
  }, [url]);
  return (
    <div className="picture">
      {picture !== null && <Shown name={name} url={picture.url} at={picture.at} />}
      <ErrorNote error={look.error} />
      <button
        type="button"
        className="quiet"
        disabled={look.isPending}
        onClick={() => {
          look.mutate();
        }}
      >
        {look.isPending ? t.picture.asking : picture === null ? t.picture.show : t.picture.again}
      </button>
    </div>
  );
}

function Shown({ name, url, at }: { name: string; url: string; at: string | null }) {
  const { t } = useI18n();
  const now = useNow(1000);
  const old = at === null || now - Date.parse(at) > OLD_MS;
  return (
    <figure data-old={old}>
      <img src={url} alt={t.picture.of(name)} />
      <figcaption>{at === null ? t.picture.ageUnknown : <RelativeTime at={at} />}</figcaption>
    </figure>
  );
}
