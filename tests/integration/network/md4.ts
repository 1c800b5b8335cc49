/**
 * MD4 (RFC 1320), which NTLM hashes passwords with and OpenSSL no longer offers by default.
 * For the test proxies only: nothing of CareDesk uses it.
 */
export function md4(message: Buffer): Buffer {
  const padded = Buffer.alloc((((message.length + 8) >> 6) + 1) << 6);
  message.copy(padded);
  padded[message.length] = 0x80;
  padded.writeBigUInt64LE(BigInt(message.length) * 8n, padded.length - 8);

  const state = Uint32Array.of(0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476);
  for (let block = 0; block < padded.length; block += 64) {
    const words = Uint32Array.from({ length: 16 }, (_, at) => padded.readUInt32LE(block + at * 4));
    const before = state.slice();
    for (const { mix, constant, order, turns } of rounds) {
      order.forEach((word, step) => {
        // Each step changes one of A, D, C, B in turn.
        const [a, b, c, d] = [0, 1, 2, 3].map((at) => (at + 16 - step) % 4) as Quartet;
        const sum =
          at(state, a) + mix(at(state, b), at(state, c), at(state, d)) + at(words, word) + constant;
        state[a] = turned(sum >>> 0, turns[step % 4] ?? 0);
      });
    }
    before.forEach((word, index) => {
      state[index] = at(state, index) + word;
    });
  }
  const digest = Buffer.alloc(16);
  state.forEach((word, index) => {
    digest.writeUInt32LE(word, index * 4);
  });
  return digest;
}

type Quartet = [number, number, number, number];

interface Round {
  mix(x: number, y: number, z: number): number;
  readonly constant: number;
  /** The word of the block that each of the 16 steps takes. */
  readonly order: readonly number[];
  /** Bits turned left, by step modulo four. */
  readonly turns: readonly number[];
}

/** RFC 1320 section 3.4. */
const rounds: readonly Round[] = [
  {
    mix: (x, y, z) => ((x & y) | (~x & z)) >>> 0,
    constant: 0,
    order: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15],
    turns: [3, 7, 11, 19],
  },
  {
    mix: (x, y, z) => ((x & y) | (x & z) | (y & z)) >>> 0,
    constant: 0x5a827999,
    order: [0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15],
    turns: [3, 5, 9, 13],
  },
  {
    mix: (x, y, z) => (x ^ y ^ z) >>> 0,
    constant: 0x6ed9eba1,
    order: [0, 8, 4, 12, 2, 10, 6, 14, 1, 9, 5, 13, 3, 11, 7, 15],
    turns: [3, 9, 11, 15],
  },
];

function at(words: Uint32Array, index: number): number {
  return words[index] ?? 0;
}

function turned(word: number, bits: number): number {
  return ((word << bits) | (word >>> (32 - bits))) >>> 0;
}
