/** Cameras that are entered here, and not in the CameraSite. */
export const entering = {
  addTitle: 'Add a camera',
  editTitle: (name: string) => `Change ${name}`,
  intro:
    'For cameras that the CameraSite does not declare. A prober takes it up within seconds. Passwords stay in Secrets: name an entry of the credentials of the site.',
  add: 'Add',
  save: 'Save',
  edit: 'Change',
  remove: 'Remove',
  removeTitle: (name: string) => `Remove ${name}?`,
  removeHelp: 'It is not probed any more. Its history stays for as long as history is kept.',
  nameKept: 'A camera keeps its name, its history hangs on it.',
  fields: {
    name: 'Name',
    displayName: 'Name for people',
    url: 'URL',
    zone: 'Zone',
    location: 'Location',
    credentials: 'Credentials',
    tags: 'Tags',
    notes: 'Notes',
    critical: 'Critical: its loss is urgent',
    enabled: 'Probed',
  },
  hints: {
    name: 'Lower-case letters, digits and dashes, such as quay-3.',
    displayName: 'The name where it is empty.',
    url: 'Without name and password, such as rtsp://10.20.1.11:554/live',
    zone: 'A zone of the site.',
    location: 'Where it hangs, in words.',
    credentials: 'Name of an entry in spec.credentials; empty where it needs no login.',
    tags: 'With commas between them.',
  },
  importTitle: 'Import cameras',
  importIntro:
    'All of the sheet or nothing. Cameras that it does not name stay as they are. First you see what it would do.',
  export: 'The inventory as a sheet (CSV)',
  sheet: 'Sheet (CSV)',
  sheetHint:
    'A header of column names, then a line for each camera: name and url, and if you like displayName, zone, location, latitude, longitude, credentials, priority, tags, enabled.',
  reading: 'Looking at the sheet…',
  import: 'Import',
  importing: 'Importing…',
  wouldDo: 'What it would do',
  done: 'Done',
  created: (count: number) => `New: ${count}`,
  changed: (count: number) => `Changed: ${count}`,
  unchanged: (count: number) => `As they were: ${count}`,
  cannot: (count: number) =>
    count === 1
      ? 'One place in the sheet is wrong. Nothing was imported.'
      : `${count} places in the sheet are wrong. Nothing was imported.`,
  errors: 'What is wrong with the sheet',
  line: 'Line',
  column: 'Column',
  what: 'What is wrong',
};
