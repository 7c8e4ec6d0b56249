import { dockerId, imageOf } from '#testing';
import { describe, expect, it } from 'vitest';
import { buildOfReservation, familiarReference, isReferenceTo, reservationTag } from './image-reference.js';

const digest = `sha256:${dockerId('a digest')}`;

describe('a reference, as the engine lists it', () => {
  it.each([
    ['app', 'app:latest'],
    ['app:1', 'app:1'],
    ['docker.io/library/app', 'app:latest'],
    ['index.docker.io/library/app:1', 'app:1'],
    ['docker.io/team/app', 'team/app:latest'],
    ['library/app', 'app:latest'],
    ['localhost:5000/app', 'localhost:5000/app:latest'],
    ['localhost:5000/library/app:1', 'localhost:5000/library/app:1'],
    [`app@${digest}`, `app@${digest}`],
    [`docker.io/library/app:1@${digest}`, `app@${digest}`],
    [`localhost:5000/app@${digest}`, `localhost:5000/app@${digest}`],
    [digest, digest],
  ])('%s is %s', (ref, familiar) => {
    expect(familiarReference(ref)).toBe(familiar);
    expect(familiarReference(familiar)).toBe(familiar);
  });
});

describe('a reference', () => {
  const app = imageOf('app', { tags: ['app:latest'], digests: [`app@${digest}`] });
  const hexadecimal = app.id.slice('sha256:'.length);

  it.each(['app', 'docker.io/library/app:latest', `app:1@${digest}`, app.id, hexadecimal, hexadecimal.slice(0, 4)])(
    '%s means the image',
    (ref) => expect(isReferenceTo(ref, app)).toBe(true),
  );

  it.each(['app:1', 'team/app', `other@${digest}`, hexadecimal.slice(0, 3), hexadecimal.slice(1), digest, ''])(
    '%s means another one',
    (ref) => expect(isReferenceTo(ref, app)).toBe(false),
  );
});

describe('a reservation', () => {
  it('names its build, and other tags name none', () => {
    expect(buildOfReservation(reservationTag('a build'))).toBe('a build');
    expect(buildOfReservation('app:1')).toBeUndefined();
  });
});
