import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useNavigate } from 'react-router';

import { removeCamera } from '../../api/owned.ts';
import type { Camera } from '../../api/types.ts';
import { useI18n } from '../../i18n/I18nContext.ts';
import { SITE_KEY } from '../../live/site.ts';
import { Confirm } from '../../ui/Confirm.tsx';
import { cameraPath } from '../cameras/words.ts';

/** What one may do with a camera that was entered here. */
export function OwnedActions({ camera }: { camera: Camera }) {
  const { t } = useI18n();
  const words = t.entering;
  const navigate = useNavigate();
  const client = useQueryClient();
  const [asking, setAsking] = useState(false);
  const removing = useMutation({
    mutationFn: () => removeCamera(camera),
    onSuccess: async () => {
      await navigate('/cameras');
      await client.invalidateQueries({ queryKey: SITE_KEY });
    },
  });
  return (
    <>
      <Link className="button" to={`${cameraPath(camera.name)}/edit`}>
        {words.edit}
      </Link>
      <button
        type="button"
        onClick={() => {
          setAsking(true);
        }}
      >
        {words.remove}
      </button>
      {asking && (
        <Confirm
          title={words.removeTitle(camera.displayName)}
          text={words.removeHelp}
          action={words.remove}
          mutation={removing}
          onClose={() => {
            setAsking(false);
          }}
        />
      )}
    </>
  );
}
