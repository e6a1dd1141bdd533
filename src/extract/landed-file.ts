/** Bytes that are safe on disk under the name of their hash. */
export interface LandedFile {
  /** 64 lower-case hexadecimal digits. */
  readonly sha256: string;
  readonly bytes: number;
  /** Absolute. */
  readonly path: string;
  /** False where the transport could not tell a whole body from a cut one: the document itself must prove that it is whole. */
  readonly lengthProven: boolean;
}
