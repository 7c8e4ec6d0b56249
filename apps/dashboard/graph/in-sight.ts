import { height, type Place, width } from './lay-out.js';

/** Sight is told in steps of so many, so that not each small move changes what is in it. */
const step = 400;

/** How the picture is moved and enlarged, and the size of its frame. */
interface View {
  readonly transform: readonly [number, number, number];
  readonly width: number;
  readonly height: number;
}

/** The part of the picture that is in sight, and a little more: left, top, right and bottom, as one text, since texts are equal when they say the same. */
export function sightOf({ transform: [x, y, zoom], width: wide, height: high }: View): string {
  const [left, top] = [Math.floor(-x / zoom / step) - 1, Math.floor(-y / zoom / step) - 1];
  const [right, bottom] = [Math.ceil((wide - x) / zoom / step) + 1, Math.ceil((high - y) / zoom / step) + 1];
  return [left, top, right, bottom].map((edge) => edge * step).join(' ');
}

/** Whether something at a place is in sight. */
export function isInSight(sight: string): (place: Place) => boolean {
  const [left = 0, top = 0, right = 0, bottom = 0] = sight.split(' ').map(Number);
  return ({ x, y }) => x + width >= left && x <= right && y + height >= top && y <= bottom;
}
