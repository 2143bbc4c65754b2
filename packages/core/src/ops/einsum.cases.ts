import type { OpCase } from '../testing/op-case.ts';
import { einsum } from './einsum.ts';

const of = (equation: string, ...shapes: number[][]): OpCase => ({
  name: equation,
  inputs: shapes.map((shape) => ({ shape })),
  build: (...operands) => einsum(equation, ...operands),
});

export const cases: readonly OpCase[] = [
  of('ij,jk->ik', [2, 3], [3, 4]),
  of('ij,kj', [2, 3], [4, 3]),
  of('ji,jk->ki', [3, 2], [3, 4]),
  of('bqhd,bkhd->bhqk', [2, 3, 2, 4], [2, 5, 2, 4]),
  of('bhqk,bkhd->bqhd', [2, 2, 3, 5], [2, 5, 2, 4]),
  of('i,j->ij', [2], [3]),
  of('i,i->', [4], [4]),
  of('ij,ij->i', [2, 3], [2, 3]),
  of('bi,bi->ib', [2, 3], [2, 3]),
  of('abcd,cdef->abef', [2, 1, 2, 3], [2, 3, 1, 2]),
  of('ijk,l->jl', [2, 3, 2], [4]),
  of('...ij,...jk->...ik', [2, 1, 2, 3], [4, 3, 2]),
  of('ij,jk,kl->il', [2, 3], [3, 4], [4, 2]),
  of('ijk->ki', [2, 3, 4]),
  of('i...->...', [2, 3, 4]),
  { ...of('ij,jk->ik', [0, 3], [3, 4]), name: 'size 0' },
];
