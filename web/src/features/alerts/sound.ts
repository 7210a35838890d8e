import { readStored, store } from '../../lib/stored.ts';

const STORED = 'camerasite:sound';

/** Two short tones, in hertz, and how long each is, in seconds. */
const TONES_HZ = [880, 660] as const;
const TONE_SECONDS = 0.18;

/** Whether a new critical alert is to be heard in this browser. */
export function isSoundOn(): boolean {
  return readStored(STORED) !== 'off';
}

export function setSound(on: boolean): void {
  store(STORED, on ? 'on' : 'off');
}

/** Plays the sound of a new critical alert; a browser that allows none before a click stays silent. */
export function playAlarm(): void {
  if (typeof AudioContext === 'undefined') return;
  const context = new AudioContext();
  const volume = context.createGain();
  volume.gain.value = 0.2;
  volume.connect(context.destination);
  TONES_HZ.forEach((frequency, index) => {
    const tone = context.createOscillator();
    tone.frequency.value = frequency;
    tone.connect(volume);
    tone.start(context.currentTime + index * TONE_SECONDS);
    tone.stop(context.currentTime + (index + 1) * TONE_SECONDS);
    if (index === TONES_HZ.length - 1) {
      tone.onended = () => {
        void context.close();
      };
    }
  });
}
