import { useState } from 'react';

import { useI18n } from '../../i18n/I18nContext.ts';
import { rememberTheme, storedTheme, THEMES, type Theme } from '../../lib/theme.ts';
import { Segments } from '../../ui/Segments.tsx';

/** Dark, light, or as the computer is set. */
export function ThemeChoice() {
  const { t } = useI18n();
  const [theme, setTheme] = useState<Theme>(storedTheme);
  return (
    <Segments
      label={t.settings.theme}
      value={theme}
      options={THEMES.map((option) => [option, t.themes[option]] as const)}
      onChange={(next) => {
        rememberTheme(next);
        setTheme(next);
      }}
    />
  );
}
