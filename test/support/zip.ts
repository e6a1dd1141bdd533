import { crc32, deflateRawSync } from 'node:zlib';

/** One file of an archive, and what is wrong with it. */
export interface Member {
  readonly name: string;
  readonly bytes: Uint8Array | string;
  readonly isEncrypted?: boolean;
  /** Written in place of the right one. */
  readonly checksum?: number;
}

const DEFLATED = 8;
const ENCRYPTED = 1;
const UTF_8_NAMES = 0x800;

/** A zip archive as the specification of PKWARE has it (APPNOTE 4.3): files, directory, end. */
export function zipOf(members: readonly Member[]): Buffer {
  const files: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { name, bytes, isEncrypted = false, checksum } of members) {
    const content = Buffer.from(bytes);
    const packed = deflateRawSync(content);
    const encodedName = Buffer.from(name);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(UTF_8_NAMES | (isEncrypted ? ENCRYPTED : 0), 2);
    common.writeUInt16LE(DEFLATED, 4);
    common.writeUInt32LE(checksum ?? crc32(content), 10);
    common.writeUInt32LE(packed.length, 14);
    common.writeUInt32LE(content.length, 18);
    common.writeUInt16LE(encodedName.length, 22);
    const file = Buffer.concat([Buffer.from('PK\x03\x04'), common, encodedName, packed]);
    const place = Buffer.alloc(14);
    place.writeUInt32LE(offset, 10);
    const madeBy = Buffer.from([20, 0]);
    directory.push(Buffer.concat([Buffer.from('PK\x01\x02'), madeBy, common, place, encodedName]));
    files.push(file);
    offset += file.length;
  }
  const listed = Buffer.concat(directory);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(members.length, 4);
  end.writeUInt16LE(members.length, 6);
  end.writeUInt32LE(listed.length, 8);
  end.writeUInt32LE(offset, 12);
  return Buffer.concat([...files, listed, Buffer.from('PK\x05\x06'), end]);
}
