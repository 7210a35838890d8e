import { GridLayer, Util, type Coords, type DoneCallback } from 'leaflet';

/** Nearer than this many servers of tiles have nothing. */
export const NEAREST = 19;

/**
 * The pictures of the map. Leaflet's own layer clears its images with data: URLs; the page needs none of them, so that it
 * fits the strictest Content-Security-Policy.
 */
export class Tiles extends GridLayer {
  readonly #template: string;

  /** @param template address of a tile with `{z}`, `{x}` and `{y}` in it */
  constructor(template: string) {
    super({ maxZoom: NEAREST });
    this.#template = template;
  }

  override createTile({ x, y, z }: Coords, done: DoneCallback): HTMLElement {
    const image = document.createElement('img');
    image.alt = '';
    image.onload = () => {
      done(undefined, image);
    };
    image.onerror = () => {
      done(new Error('the tile cannot be loaded'), image);
    };
    image.src = Util.template(this.#template, { x, y, z });
    return image;
  }
}
