// Made by Tests/Fixtures/regular-expressions/unicode-tables.go from Unicode 17.0.0; do not edit.

/// Facts of Unicode, packed: numbers are in base 36.
enum UnicodeTables {
    /// General categories of two letters, but the unassigned. Each line: a name, then ranges as distance from the end of the one before, `+` and length less one.
    static let categories = """
        Cc 0+v 2o+w
        Cf 4t 11v+5 n 5d 1e ap+1 29 2zw 1kt+4 r+4 1e+4 2+9 17yo 6y+2 3b6 g 6zn+f qxt+3 440+7 h407 v+2n
        Co 188w+4xr jpc1+1ekd 3+1ekd
        Cs 16o0+1kv
        Ll 2p+p 1n 16+n 2+7 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2+1 2 2 2 2 2 2 2 2+1 2 2 2 2 2 2\
         2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 3 2 2+2 3 2 3 4+1 5 3 4+2 3 3 2 2 3 2+1 2 3 4 2 3+1 3+2 7 3 3 2 2 2 2 2\
         2 2 2+1 2 2 2 2 2 2 2 2 2+1 3 2 4 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2+6 3 3+1 2 5 2\
         2 2 2+1w 3+p 5e 2 4 4+2 j s+y 2+1 4+2 2 2 2 2 2 2 2 2 2 2 2 2+4 2 3 3+1 1g+1b 2 2 2 2 2 2 2 2 2 2 2 2 2 2\
         2 2 2 a 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 3 2 2 2 2 2 2+1 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2\
         2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 1d+14 288+16 3+2 l5+5 1oj+8 2 3a+17 1s+c\
         2+x 2v 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2\
         2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2+8 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2\
         2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2+8 9+5 b+7 9+7 9+5 b+7 9+7 9+d 3+7 9+7 9+7 9+4 2+1 7 4+2 2+1 9+3\
         3+1 9+7 b+2 2+1 7n 4+1 4 s 5 5 3+1 9+3 5 1i 23w+1b 2 4+1 2 2 2 5 2+1 2+5 6 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2\
         2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2+1 8 2 5 d+11 2 6 nx0 2 2 2 2 2 2 2 2 2 2\
         2 2 2 2 2 2 2 2 2 2 2 2 k 2 2 2 2 2 2 2 2 2 2 2 2 2 3s 2 2 2 2 2 2+2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2\
         2 2 2 2 2 2 2 2 2 2 2 2 2+7 2 2 3 2 2 2 2 5 2 3 2+2 2 2 2 2 2 2 2 2 2 2 6 6 2 2 2 2 2 2 2 5 2 3 2 2 2 2 2\
         2 2 r 4 mu+16 6+8 8+27 fnl+6 d+4 tm+p y6+13 3t+z 4c+a 2+e 2+6 2+1 1dw+1e 3i+l 27v+v gw1+v 1o+o k07+p r+6\
         2+h r+p r+3 2 2+6 2+a r+p r+p r+p r+p r+p r+p r+p r+p r+r t+o 2+5 r+o 2+5 r+o 2+5 r+o 2+5 r+o 2+5 2 1f9+9\
         2+j 7+5 1yw+x
        Lm j4+h 5+b f+4 8 2 3q 6 db 6f 4l+1 7i+1 5 w a 4 4h 4o yd 3k fq 1cr 30 h0 cx+5 4v+1q e z+10 j6 e h+c 2cg+1\
         6q 5c d2 18+4 6 2q+1 2m+2 lxz yr+5 7j 37 t+1 3e+8 29 o 2x+3 4+1 d2 n 3u 31 m+1 2w+3 a glj 1a+1 1k1+5 2+15\
         2+8 13o x 9i 2z8 faf+3 e5+2 15+1 fb+c 1t+1 2 f+1 cn1+3 2+6 2+1 9iq+1p 5m+6 q6 es gc
        Lo 4q g 75 5+3 5t+1 mz+q 5+3 1a+v 2+9 10+1 2+2q 2 p+1 b+2 3 h 2+t u+2g c p+w m+l 17+o 8+a 6+n 2+6 h+14\
         1o+1h 4 j 8+9 h+e 5+7 3+1 3+l 2+6 2 4+3 4 h e+1 2+2 f+1 b 9+5 5+1 3+l 2+6 2+1 2+1 2+1 w+3 2 k+2 h+8 2+2\
         2+l 2+6 2+1 2+4 4 j g+1 o c+7 3+1 3+l 2+6 2+1 2+4 4 v+1 2+2 g i 2+5 4+2 2+3 4+1 2 2+1 4+1 4+2 4+b n 1h+7\
         2+2 2+m 2+f 4 r+2 2+1 3+1 v 5+7 2+2 2+m 2+9 2+4 4 v+2 2+1 g+1 i+8 2+2 2+14 3 h 6+2 9+2 p+5 6+h 4+n 2+8 2\
         3+6 1n+1b 2+1 d+5 1o+1 2 2+4 2+n 2 2+9 2+1 a 3+4 o+3 x 1s+7 2+z s+4 38+16 l h+5 5+3 4 4+1 8+2 5+c d 36+94\
         2+3 3+6 2 2+3 3+14 2+3 3+w 2+3 3+6 2 2+3 3+e 2+1k 2+3 3+1u 12+f 36+h7 3+g 2+p 6+22 7+7 8+h e+i f+h f+c 2+2\
         g+1f 15 1w+y 2+1g 8+4 3+x 2 6+1x b+u 1e+t 3+4 c+17 5+p 1j+m a+1g 4x+1a i+7 1j+t e+1 b+17 r+z 16+2 b+t 36+3\
         2+5 2+1 4 u3+3 2d4+1j p+m a+6 2+6 2+6 2+6 2+6 2+6 2+6 2+6 fc 1i 5+2d 9 2+2h 5 6+16 2+2l i+v 1d+f e9+533\
         1t+g7o 2+vq 1w+13 9+7f 5+f b+1 1v 1e+1x 4q 2w 4+6 2+2 2+3 2+m u+1f f+1d 1r+5 4 2+1 c+r b+m q+s 8+1a 1a+4\
         3+8 b+4 2+14 o+2 2+7 l+f 2+5 4 4+1d 2 4+1 3+4 3 2 p+1 4+a 8 f+5 3+5 3+5 a+6 2+6 42+y u+8mb d+m 5+1c 6it+a5\
         3+2x 1w 2+9 2+c 2+4 2 2+1 2+1 2+2z y+a2 j+1r 3+1h 15+b 39+4 2+3q 2y+9 2+18 3+u 4+5 3+5 3+5 3+2 10+b 2+p\
         2+i 2+1 2+e 3+d z+3e au+s 4+1c 1c+v e+j 2+7 7+11 b+t 3+z 5+7 3l+25 2r+13 9+1f 2l+1f d+8m a+l b+7 49+5 3\
         2+17 2+1 4 3+m b+m a+u 1u+i 2+1 b+l b+p 7+p 13+1j 7+1 1t g+3 2+2 2+s 17+s 4+s 10+7 2+r s+1h b+l b+i e+h\
         33+20 54+z 13+3 2 8h+15 7+1 h+2 2+1 1l+s b 9+l 17+h 1b+k s+m d+1g 1m+1 3 e+18 x+o r+z u 3 9+y 4 d+1b f+3 m\
         2 10+h 2+o k+1 1s+6 2 2+3 2+e 2+9 8+1a 13+7 3+1 3+l 2+6 2+1 2+4 4 j d+4 v+9 2 3 2+11 2 q 2 19+1g j+3 l+2\
         v+1b l+1 2 55+1a 16+3 11+1b l 1o+16 e 20+q 12+6 56+17 5w+7 3 3+7 2+1 2+n g 2 2n+7 3+12 h 2 t b+13 8 m c+19\
         k j+20 5k+w w+8 2+10 i 1e+t 35+6 2+1 2+11 m q+5 2+1 2+v f o+14 2+1 79+i g 2+c 2+x 3h 28+pl 6f+5f 219+2o\
         g+tr i+5 q+32y 6+g6 5a2+t 1cz+fs 8+u i+26 i+t j+1b 1g+k 6+i c4+13 ba+22 6 4w+5p1 16+v 2q+36 6q6+82 g u+2 3\
         f+3 9+az 1s5+2y 6+c 4+8 8+9 6sx dy+18 y 8y+t j+17 dh+q 6e+t 3 5s+u 2+2 2+1 2+6 3+4 a 6a+6 2+3 2+1 2+e 2+5g\
         118+3 2+q 2+1 2 3 2+9 2+3 2 2 7 5 2 2 2+2 2+1 2 3 2 2 2 2 2+1 2 3+3 2+6 2+3 2+3 2 2+9 2+g 6+2 2+4 2+g\
         3et+wyn x+3dp 3+4gd 3+5rk g+h9 1wj+f1 15v+3t6 6+6jt
        Lt cl 3 3 13 5ue+7 9+7 9+7 d g 1c
        Lu 1t+p 2u+m 2+6 y 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 3 2 2 2 2 2 2 2 3 2 2 2 2 2 2 2 2\
         2 2 2 2 2 2 2 2 2 2 2 2 2 2 2+1 2 2 4+1 2 2+1 2+2 3+3 2+1 2+2 4+1 2+1 2 2 2+1 2 3 2+1 2+2 2 2+1 4 8 3 3 3\
         2 2 2 2 2 2 2 3 2 2 2 2 2 2 2 2 3 3 2+2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 8+1 2+1\
         3 2+3 2 2 2 2 82 2 4 9 7 2+2 2 2+1 2+g 2+8 10 3+2 4 2 2 2 2 2 2 2 2 2 2 2 6 3 2+1 3+1e 1d 2 2 2 2 2 2 2 2\
         2 2 2 2 2 2 2 2 a 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2+1 2 2 2 2 2 2 3 2 2 2 2 2 2 2 2 2\
         2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 3+11 28a+11 2 6 k3+2d 1p0 7+16\
         3+2 8x 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2\
         2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 a 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2\
         2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 a+7 9+5 b+7 9+7 9+5 c 2 2 2 9+7 21+3 d+3 d+3 d+4 c+3 7b 5 4+2 3+2\
         3 4+4 7 2 2 2+3 3+3 b+1 6 1q 22l+1b 1d 2+2 3 2 2 2+3 2 3 9+2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2\
         2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 9 2 5 nym 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2\
         k 2 2 2 2 2 2 2 2 2 2 2 2 2 3s 2 2 2 2 2 2 4 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 b\
         2 2+1 2 2 2 2 5 2 3 2 4 2 2 2 2 2 2 2 2 2 2+4 2+4 2 2 2 2 2 2 2 2+3 2 2+1 2 2 2 2 2 2 2 2 p h7w+p xy+13\
         3t+z 4d+a 2+e 2+6 2+1 1d7+1e 4e+l 27v+v gw1+v 1t+o k08+p r+p r+p r 2+1 3 3+1 3+3 2+7 r+p r+1 2+3 3+7 2+6\
         s+1 2+3 2+4 2 4+6 s+p r+p r+p r+p r+p r+p v+o y+o y+o y+o y+o y 3ee+x
        Mc 1s3 1k 3+2 9+3 2+1 1f+1 1n+2 7+1 3+1 b 18 1n+2 1v 1n+2 9 2+1 1i+1 1n 2 7+1 3+1 b 2v+1 2+1 4+2 2+2 b 16+2\
         1q+3 1q+1 1n 2+4 3+1 2+1 a+1 t f+1 1n+2 6+2 2+2 b 17+1 24+2 7+7 j+1 97+1 1s 4s+1 5 7 3+1 q+1 b+2 3+6 m+1\
         3+5 3 b+2 1a1 v 3m 8+7 2+1 9n+3 3+2 5+1 2+5 69+1 1n 2 a 2+1 9+5 42 1d 6 2+4 2+1 1q v 5+1 3 1p 3+2 2 4+1\
         1d+7 9+1 4s m 3sn+1 np0+1 3 2h+1 1f+f 3z+1 1c 1d+1 5+1 3+2 33+1 3+1 p 1a 2 32 3+1 6 6m+1 2+1 2+1 2 jro 2\
         3k 1a+2 5+1 38 p+1 1o 1d+2 a+1 e 2m+2 4+1 2 4r+2 w+1 1n+1 2+3 3+1 3+2 a b+1 2d+2 8 3 2+3 2+1 2 2u+2 9+1 4\
         2z+2 7 2+3 3 6m+2 7+3 3 36+2 9+1 2 32 2+1 7 2w 2+1 5 7a+2 a 6w+5 2+1 5 3 2 3z+2 9+3 5 2d u+1 1r 5m 4 2 5k\
         f 2z 8 3 5y+4 5+1 2 9r+1 d 1d+1 9+1 2 d0p+2 2sl+1i 2x+1 j90+1 7+5
        Me w8+1 4dx 17j+3 2+2 qdo+2
        Mn lc+33 7o+4 7e+18 2 2+1 2+1 2 21+a 1d+k h 2u+6 3+5 3+1 2+3 10 v+q 2k+a 1n+8 a p+3 2+8 2+2 2+4 18+2 1o+8\
         17+n 2+v 1k 2 5+7 5 4+6 b+1 u 1n 5+3 9 l+1 r 3+1 1m 5+1 5+1 3+2 4 v+1 4 c+1 1m 5+4 2+1 5 l+1 n+5 2 1n 3\
         2+3 9 8+1 c+1 v 1q d 1f 4 1k 2+2 6+2 2+3 8+1 c+1 u 1n 3 7 6+1 l+1 t+1 1m+1 5+3 9 l+1 u 21 8+2 2 2j 3+6 d+7\
         2r 3+8 c+6 22+1 s 2 2 1k+d 2+4 2+1 6+a 2+z a 2v+3 2+5 2+1 3+1 q+1 5+2 h+3 e 3+1 7 g jk+2 qb+2 u+1 v+1 v+1\
         1t+1 2+6 9 3+a a 1a+2 2 3a+1 z 3b+2 5+1 a 7+2 64+1 3 1n 2+6 2 2 3+7 7+9 3 1d+d 2+u 3+b l+3 1d 2+4 2 6 15+8\
         d+1 x+3 3+1 2+2 1l 2+1 4 2+2 1n+7 3+1 49+2 2+c 2+6 5 7 4+1 5j+1r k1+c 5 4+b 2db+2 3y 2p+v ff+3 30+1 n9x\
         5+9 x+1 29+1 7l 4 5 q+1 6 48+1 r+h e 13+7 q+a 1b+2 1d 3+3 3+1 14 1w+5 3+1 3+1 d 9 1c 1g 2+2 3+1 6+1 2 17+1\
         9 6n 3 5 fn5 ki+f h+f r2 6b 46+4 1af+2 2+1 6+3 15+2 5 4m+1 fy+3 1u+4 8u+1 26+5 1z+a 1e+3 3g 1j+e 16 3+1\
         b+2 1e+3 3+1 8 1q+2 11+4 2+7 1r d+1 1h+8 b+3 3 2o+2 3 2+1 7 3 4e 4+7 m+1 1m+1 4 12+6 4+4 1z+5 e 2 2 f+1\
         2e+7 3+2 2 o 2d+5 2 5+1 2+1 6n+3 7+1 2+1 s+1 2e+7 3 2+1 2z 2 3+5 2 2u 2 3+3 2+4 78+8 2+1 75+1 2 5 41+3 3+1\
         5 x+9 15+5 3+3 9 a+5 3+2 1b+c 2+1 5j 2+2 2 5m+6 2+5 2 2b+l 3+6 2+1 2+1 3f+5 4 2+1 2+6 2 21+1 4 2 9o+1 c+1\
         1h+4 6 2 o 44m 7+e 8uh+b 4+2 1xd+4 1o+6 t5 1s+3 2a f5l+1 3mq+19 3+m f5+2 i+7 3+6 v+3 45+2 1j0+1i 5+1d 9 f\
         n+4 2+e 11t+6 2+g 3+6 2+1 2+4 2t 4h+6 ag 1q+3 e5+3 73+1 6s 3 8+1 6 d7+6 32+6 gzhy+6n
        Nd 1c+9 17r+9 3r+9 5j+9 bh+9 3b+9 3b+9 3b+9 3b+9 3b+9 3b+9 3b+9 3b+9 3b+9 2p+9 3b+9 1z+9 7r+9 1z+9 1fr+9\
         13+9 8d+9 3l+9 4n+9 7+9 53+9 2f+9 3r+9 7+9 r7r+9 iv+9 13+9 5j+9 n+9 2f+9 bb+9 gev+9 13b+9 1on+9 7+9 m5+9\
         3l+9 1p+9 41+9 7r+9 9j+9 3b+9 af+9 2v+9 7+j 25+9 br+9 2v+9 if+9 2f+9 6v+9 1z+9 1j+9 9z+9 d07+9 1t3+9 2f+9\
         3r+9 ev+9 iuv+9 251+1d 1tt+9 br+9 dz+9 6w+9 nq+9 3o7+9
        Nl 4j2+2 228+y 3+3 2v3 q+8 f+2 nfw+9 hu9+1g ct 9 3r+4 6cr+32 ex2+2
        No 4y+1 6 3+2 1ti+5 ah+5 3d+2 3q+6 62+6 i+8 c2+9 ty+j vo+9 dd 1au 4+5 7+9 5j+f 16 k7+1n 27+l hj+t 12i wl+3\
         3v+9 v+7 2+e x+9 14+e n75+5 hjm+18 1u+3 i+1 9i+q 11+3 111+7 q+6 14+8 24+4 n+5 4h+1 3+f 3+19 1t+8 1h+1 v+2\
         24+4 2x+7 p+7 16+6 97+5 9t+u 4f+9 17+3 35+6 3r+j ak+j 11i+1 bz+8 o8+i no+k ex3+6 m7+m jsa+j d+j 31+o 47j+8\
         pu+1m 2+2 2+3 25+18 2+e qr+c
        Pc 2n 6ao+1 k 17tr+1 p+2 6o
        Pd 19 125 1g 2te sm 1l6+5 2rm 3 w+1 5 t cf k 34 14lt+1 12 b 4q 2u9 8v
        Pe 15 1g w 2wu 2 1gf 1wq 1k g hn 2 v u7 2 2 2 2 2 2 29 x 2 2 2 2 b9 2 2 2 2 2 2 2 2 2 2 1t 2 y ti 2 2 2 19\
         2 2 2 bx 2 2 2 2 4 2 2 2 3+1 14in 62 u 2 2 2 2 2 2 2 4 i 2 2 4r 1g w 3 3
        Pf 57 672 4 t 2q1 2 5 3 g 4
        Pi 4r 67h 3+1 3 q 2q1 2 5 3 g 4
        Po x+2 2+2 3 2 2+1 b+1 4+1 s 1x 6 f+1 8 jj 9 cz+5 16 1j 3 3 19+1 l+1 2+1 e 2+2 23+3 2v 18+d 6i+2 1j+e w\
         7a+1 b 3x 3d 3e av d a8 2j b+1 4p+e 2 35 23+4 5+1 34+5 4s h1+8 li 3h+2 20+1 4e+2 2+2 12+5 2+3 8q+1 61+1\
         3l+6 2+5 4h+1 b+6 t+2 3h+3 1o+4 1r+1 1t+7 c n7+1 9+7 9+8 3+3 3+2 4+a 2 2+9 2hn+3 2+1 35 40+1 5+2 3 3+8 2+1\
         2 3+1 b+4 2+9 3+3 2 2+c 3+2 bx+2 1m 5a mwz+1 7i+2 2s b 38+5 al+3 2f+1 15+2 2 1e+1 1c 2q+c h+1 3h+3 3j+1\
         h+1 6y g85+6 3 n l+1 3+3 4+2 2+3 8+2 7 2+1 46+2 2+2 3 2 2+1 b+1 4+1 s 11 3+1 bf+2 il 1d bj ko 5k w 7l+8 13\
         35+6 1v+6 2i+3 ms 3p+4 19+3 5a+6 32+1 2+3 3j+3 1d+1 28+3 5 e 2+2 2h+5 30 8b+1 2+1 37+4 b+1 2 2x 6z+m 2y+2\
         t+c 25 3n+2 71 7d+2 4c 2l+7 2c+2 2+4 2m+9 60 2o+4 17+1 hy+1 23+c 4w vl+4 29p+1 bjw+1 3q 1u+4 9 fd+2 88+3\
         94 f5p 5wo+4 29g nz+1
        Ps 14 1f w 2wv 2 1gf 1vj 4 13 1k g hn 2 v u7 2 2 2 2 2 2 29 x 2 2 2 2 b9 2 2 2 2 2 2 2 2 2 2 1t 2 y ti 2 2\
         2 q j 2 2 2 bx 2 2 2 2 4 2 2 2 3 14iq 60 u 2 2 2 2 2 2 2 4 i 2 2 4r 1f w 4 3
        Sc 10 3i+3 yy 3g dv+1 dv+1 8 6u 7c g6 1wc 1qd+x qrb gxw 31 4b 64+1 4+1 6bb+3 12jj 1wx
        Sk 2m 2 20 7 5 4 ei+3 d+d 6+6 2 2+g 3a f+1 zn 4l1 2+2 c+2 e+2 e+2 e+1 3a5+1 ndw+m a+1 2w+1 r5 f+1 fuv+g os\
         2 4j 1c7s+4
        Sm 17 h+2 1q 2 1a 5 12 w lb eo+2 56k e 14+2 e+2 3w 14+4 7 1x+4 6+1 5 3 3 8 w+1 3 2 w+7f x+1 2j v+o 15+5 d2\
         a 1j+7 34 9d+4 3+u b+f 75+3m n+1q 5+v 3+75 1d+k 3+5 1525 mx 2+2 4l h+2 1q 2 3o 7+3 2oy+1 1275 1jl q w q w\
         q w q w q 4kt+1 1y7+8
        So 4m 3 5 2 r6 7f+1 3k+1 5r b k+1 6w ec ae 3n+5 2 3p 5s 16 aw+2 g 2+2 3+5 l 2 2 3q+7 2+5 2+1 6+3 5i+1 kx+9\
         k4 k3 4e+x 9u+9 a+8 138+1 2+3 2+1 b 2+1 7+5 2 2 2 5 c+1 f 2+1 2 1n+1 a+4 3+3 2+1 2+1 2+6 2+u 3+1 2 2+u\
         7h+7 5+j 3+6 3+28 2+t q+13 7+1z n+a 2a+25 n+52 2+8 2+1h 9+32 2+6v 19+17 1t+73 e9+1b m+1 7+12 3+3t 6e+5\
         9y+1 1b+p 2+2g d+5x r+f 5 e+1 d m+1 7+1 9d+1 5+9 x+11 a h+u c+t 9 g+v b+12 g+8v 535+1r h3l+1i o2+3 b+1 2\
         fy+2 g22+f a6+f 1t+1 1j+7 1a+2 dh 4 5+1 e+1 8q+8 1m+g 3+2 2+c 4 1c+18 1a3+1 gg sp+7 1nr 1p2+7 5+g evf+3 6\
         g2f 31g+6n b+2 4+c3 7+m g+f 2p+37 1p+6t b+12 3+1n 6+2 n+1 8+t 5+1o m+1t 4 57+2e x6+e7 1k+3 1f+7 2+d 2+1\
         1c9 28t 3m k2+17 5+2r d+e 3+e 2+e 2+10 o+4g 1l+s e+17 5+8 8+1 f+5 4b+6y 6+k8 4+g 4+c 4+61 7+b 5 g+b 5+1j\
         9+9 7+13 9+t 3+b 5+1 1r+9j 9+d 3+c 4+a 4+1k 2 5+f 3+b 5+9 8+42 2+2j b
        Zl 6co
        Zp 6cp
        Zs w 3k 4bk 1vk+a 11 1c 335
        """

    /// Scripts. Each line: a name, then ranges as distance from the end of the one before, `+` and length less one.
    static let scripts = """
        Adlam 2olc+23 5+9 5+1
        Ahom 1j40+q 3+e 5+m
        Anatolian_Hieroglyphs 1s00+g6
        Arabic 16o+4 2+5 2+d 2+2 2+v 2+9 c+p 2+2z 2+x 29+1b 6p+x 6+22 2+s 1bv5+dp 3+3z x+f 35+4 2+3q 31g+u 1w+5 9+8\
         y+5 181t+3 2+q 2+1 2 3 2+9 2+3 2 2 7 5 2 2 2+2 2+1 2 3 2 2 2 2 2+1 2 3+3 2+6 2+3 2+3 2 2+9 2+g 6+2 2+4 2+g\
         1h+1
        Armenian 10x+11 3+1d 3+2 1chw+4
        Avestan 1gqo+1h 4+6
        Balinese 5c0+24 2+1d
        Bamum www+2f 124p+fs
        Bassa_Vah 1zo0+t 3+5
        Batak 5hc+1f 9+3
        Bengali 1vk+3 2+7 3+1 3+l 2+6 2 4+3 3+8 3+1 3+3 9 5+1 2+4 3+o
        Beria_Erfe 20f4+o 3+o
        Bhaiksuki 1k3k+8 2+18 2+d b+s
        Bopomofo kq+1 93u+16 35+v
        Brahmi 1hq8+25 5+z a
        Braille 7wg+73
        Buginese 54w+r 3+1
        Buhid 4lc+j
        Canadian_Aboriginal 3y8+hr fl+1x 1ewr+f
        Carian 1f34+1c
        Caucasian_Albanian 1flc+1f c
        Chakma 1hxc+1g 2+h
        Cham xkw+1i a+d 3+9 3+3
        Cherokee 3vk+2d 3+5 twz+27
        Chorasmian 1ho0+r
        Common 0+1s r+5 r+1a 2+e 2+4 o w ci+12 6+4 3+j 39 a 7 2 hq 7 f 4 x 4d ed 3m+1 yi ba+3 83 168+2 20+1 5o+1 2\
         y6 e 8+3 2+5 2+2 3 li+b 3+2e 2+a 4+a 2+e i+x 1r+11 2+2 3+5 2+q 2+g 16+2 5+ih n+a m+pr 75+hf 3+3t e9+2l\
         b7+k 2 2+o g+7 5+3 2k+1 4 2j+1 44+f x+11 a 1d+1r w+28 1c 2h+4n 535+1r hkx+x 2v+2 4m+9 6t 4h b0 f+1 g5v+1\
         5t+9 n+y 2+i 2+3 44 2+v r+5 r+a b 1a+1 1t+6 2+6 b+4 77+2 5+18 4+8 29+c 1g+18 6d+q 10o5+3 319+70 4+c3 7+m\
         g+g 2o+37 1p+6t b+12 3+1p 4+g 9+1 8+t 5+1o 5y+j d+j d+2e a+o 3s+2c 2+1y 2+1 3 3+1 3+3 2+b 2 2+6 2+1s 2+3\
         3+7 2+6 2+r 2+3 2+4 2 4+6 2+9f 3+83 3+1d 41e+1v 25+1o jn+17 5+2r d+e 3+e 2+e 2+10 b+4t 1l+p 2+1 e+17 5+8\
         8+1 f+5 4b+rc 4+g 4+c 4+61 7+b 5 g+b 5+1j 9+9 7+13 9+t 3+b 5+1 f+8 14+9j 9+d 3+c 4+a 4+1k 2 5+f 3+b 5+9\
         8+42 2+2u gvlz v+2n
        Coptic rm+d 80h+37 6+6
        Cuneiform 1kw0+pl 2v+32 2+4 c+5f
        Cypriot 1g5c+5 3 2+17 2+1 4 3
        Cypro_Minoan 1nyo+2q
        Cyrillic sg+3o 3+4o 4lt+a 4h 25 38o+v nr5+2n han+1 18n5+1p y
        Deseret 1fcw+27
        Devanagari 1s0+28 5+e 3+p vhd+v mip+9
        Dives_Akuru 1ji8+6 3 3+7 2+1 2+t 2+1 3+b a+9
        Dogra 1jb4+1n
        Duployan 2fpc+2y 6+c 4+8 8+9 3+3
        Egyptian_Hieroglyphs 1o1s+ut b+32y
        Elbasan 1fk0+13
        Elymaic 1hpc+m
        Ethiopic 3k0+20 2+3 3+6 2 2+3 3+14 2+3 3+w 2+3 3+6 2 2+3 3+e 2+1k 2+3 3+1u 3+v 4+p 547+m a+6 2+6 2+6 2+6\
         2+6 2+6 2+6 2+6 opv+5 3+5 3+5 a+6 2+6 1qk2+6 2+3 2+1 2+e
        Garay 1h6o+11 4+s 9+1
        Georgian 3a8+11 2 6 3+16 2+3 2a9+16 3+2 37l+11 2 6
        Glagolitic 8ow+2n 2e1t+6 2+g 3+6 2+1 2+4
        Gothic 1f74+q
        Grantha 1ibk+3 2+7 3+1 3+l 2+6 2+1 2+4 3+8 3+1 3+2 3 7 6+6 3+6 4+4
        Greek og+3 2+2 3+3 2 5 2 2+2 2 2+j 2+1q f+f 4yv+4 1f+4 5+4 2d 8x+l 3+5 3+11 3+5 3+7 2 2 2 2+u 3+1g 2+e 2+d\
         3+5 2+i 3+2 2+8 88 rb3 gyj+26 i 155s+1x
        Gujarati 22p+2 2+8 2+2 2+l 2+6 2+1 2+4 3+9 2+2 2+2 3 g+3 3+b 8+6
        Gunjala_Gondi 1kdc+5 2+1 2+10 2+1 2+5 8+9
        Gurmukhi 1z5+2 2+5 5+1 3+l 2+6 2+1 2+1 2+1 3 2+4 5+1 3+2 4 8+3 2 8+g
        Gurung_Khema 1xq8+1l
        Han 96o+p 2+2g d+5x 1c 2 q+8 f+3 qt+533 1t+g73 hkx+a5 3+2x n49+1 d+6 sga+wyn x+3dp 3+4gd 3+5rk g+h9 1wj+f1\
         15v+3t6 6+6jt
        Hangul 3cw+73 5yn+1 76+2l 36+u 1u+u nhe+s hw+8mb d+m 5+1c 7tx+u 4+5 3+5 3+5 3+2
        Hanifi_Rohingya 1h4w+13 9+9
        Hanunoo 4kg+k
        Hatran 1gbk+i 2+1 6+4
        Hebrew 13l+1i 9+q 5+5 1cfd+p 2+4 2 2+1 2+1 2+9
        Hiragana 9j5+2d 7+2 23qa+7y j u+2 cry
        Imperial_Aramaic 1g74+l 2+8
        Inherited lc+33 7q+1 cl+a r kh+3 3fg+19 3+b dh+2 2+c 2+6 5 7 4+1 5j+1r el+1 5f+w 30a+3 30+1 14km+f h+d r4\
         6b 38b 1139+19 3+m f5+2 i+7 3+6 v+3 h45v+6n
        Inscriptional_Pahlavi 1gtc+i 6+7
        Inscriptional_Parthian 1gsg+l 3+7
        Javanese xhc+25 3+9 5+1
        Kaithi 1hts+1u b
        Kannada 2gw+c 2+2 2+m 2+9 2+4 3+8 2+2 2+3 8+1 6+2 2+3 3+9 2+2
        Katakana 9lt+2h 3+2 6p+f 5t+1a 2+2f 14b3+9 2+18 ytv+3 2+6 2+1 2 80+2 1f f+3
        Kawi 1kow+g 2+14 4+s
        Kayah_Li xds+19 2
        Kharoshthi 1gjk+3 2+1 6+7 2+2 2+s 3+2 5+9 8+8
        Khitan_Small_Script 20o4 5cs+d1 16
        Khmer 4n4+2l 3+9 7+9 dj+v
        Khojki 1i4g+h 2+1a
        Khudawadi 1i9c+1m 6+9
        Kirat_Rai 205c+1l
        Lao 2v5+1 2 2+4 2+n 2 2+m 3+4 2 2+6 2+9 3+3
        Latin 1t+p 7+p 1c g 6+m 2+u 2+cg 14+4 55o+11 7+1c 6+3 6+c 2+1x 1u+73 aa e h+c 3y+1 7 s i+14 254+v o83+2t\
         4+29 l+e mp+16 2+8 2+3 fpz+6 t7+p 7+p 1ly+5 2+15 2+8 16iu+u 7+5
        Lepcha 5j4+1j 4+e 4+2
        Limbu 4xs+u 2+b 5+b 5 4+b
        Linear_A 1fr4+8m a+l b+7
        Linear_B 1ekg+b 2+p 2+i 2+1 2+e 3+d z+3e
        Lisu wk0+1b o8h
        Lycian 1f28+s
        Lydian 1gdc+p 6
        Mahajani 1hzk+12
        Makasar 1ko0+o
        Malayalam 2kg+c 2+2 2+1e 2+2 2+5 5+f 3+p
        Mandaic 1mo+r 3
        Manichaean 1gow+12 5+b
        Marchen 1k6o+v 3+l 2+d
        Masaram_Gondi 1kao+6 2+1 2+17 4 2+1 2+8 9+9
        Medefaidrin 20cg+2i
        Meetei_Mayek xr4+m 5m+19 3+9
        Mende_Kikakui 2oe8+5g 3+f
        Meroitic_Cursive 1ggw+n 5+j 3+19
        Meroitic_Hieroglyphs 1gg0+v
        Miao 20hs+22 5+1k 8+g
        Modi 1iww+1w c+9
        Mongolian 4qo+1 3 2+j 7+2g 8+16 1e46+c
        Mro 1zk0+u 2+9 5+1
        Multani 1i80+6 2 2+3 2+e 2+a
        Myanmar 35s+4f u9t+u 2q+v le9+j
        Nabataean 1g8w+u 9+8
        Nag_Mundari 2nrk+15
        Nandinagari 1jmo+7 3+19 3+a
        New_Tai_Lue 51c+17 5+p 7+a 4+1
        Newa 1iio+2j 2+4
        Nko 1j4+1m 3+2
        Nushu 20o1 cy7+az
        Nyiakeng_Puachue_Hmong 2n0g+18 4+d 3+9 5+1
        Ogham 4g0+s
        Ol_Chiki 5lc+1b
        Ol_Onal 2nyo+16 5
        Old_Hungarian 1h1c+1e e+1e 8+5
        Old_Italic 1f5s+z a+2
        Old_North_Arabian 1gn4+v
        Old_Permic 1f80+16
        Old_Persian 1fa8+z 5+d
        Old_Sogdian 1hj4+13
        Old_South_Arabian 1gm8+v
        Old_Turkic 1gxs+20
        Old_Uyghur 1hm8+p
        Oriya 269+2 2+7 3+1 3+l 2+6 2+1 2+4 3+8 3+1 3+2 8+2 5+1 2+4 3+h
        Osage 1fhs+z 5+z
        Osmanya 1fgg+t 3+9
        Pahawh_Hmong 1zpc+1x b+9 2+6 2+k 6+i
        Palmyrene 1g80+v
        Pau_Cin_Hau 1juo+1k
        Phags_Pa x8g+1j
        Phoenician 1gcg+r 4
        Psalter_Pahlavi 1gu8+h 8+3 d+6
        Rejang xf4+z c
        Runic 4gw+22 4+a
        Samaritan 1kw+19 3+e
        Saurashtra xa8+1x 9+b
        Sharada 1i0w+2n 1vl+7
        Shavian 1ff4+1b
        Siddham 1itc+1h 3+11
        Sidetic 1ge8+p
        SignWriting 2l8g+i3 g+4 2+e
        Sinhala 2o1+2 2+h 4+n 2+8 2 3+6 4 5+5 2 2+7 7+9 3+2 1fcd+j
        Sogdian 1hkg+15
        Sora_Sompeng 1hw0+o 8+9
        Soyombo 1jrk+2a
        Sundanese 5fk+1r 75+7
        Sunuwar 1k1s+x f+9
        Syloti_Nagri x6o+18
        Syriac 1ds+d 2+1n 3+2 7l+a
        Tagalog 4jk+l a
        Tagbanwa 4m8+c 2+2 2+1
        Tai_Le 500+t 3+4
        Tai_Tham 55s+1q 2+s 3+a 7+9 7+d
        Tai_Viet xog+1u p+4
        Tai_Yo 2o5c+u 2+l 9+1
        Takri 1j0g+1l 7+9
        Tamil 29u+1 2+5 4+2 2+3 4+1 2 2+1 4+1 4+2 4+b 5+4 4+2 2+3 3 7 f+k 1ih2+1d e
        Tangsa 1zlc+26 2+9
        Tangut 20o0 w+5bz e9+u 2q+36
        Telugu 2dc+c 2+2 2+m 2+f 3+8 2+2 2+3 8+1 2+2 2+1 3+3 3+9 8+8
        Thaana 1hc+1d
        Thai 2rl+1l 6+r
        Tibetan 2yo+1z 2+z 5+12 2+z 2+e 2+6 5+1
        Tifinagh 8xc+1j 8+1 f
        Tirhuta 1im8+1z 9+9
        Todhri 1fpc+1f
        Tolong_Siki 1kfk+17 5+9
        Toto 2nbk+u
        Tulu_Tigalari 1if4+9 2 3 2+11 2+9 2 3 2+3 2+9 2+1 9+1
        Ugaritic 1f9c+t 2
        Vai wlc+8b
        Vithkuqi 1fn4+a 2+e 2+6 2+1 2+a 2+e 2+6 2+1
        Wancho 2ncw+1l 6
        Warang_Citi 1jfk+2a d
        Yezidi 1hfk+15 2+2 3+1
        Yi vls+wc 4+1i
        Zanabazar_Square 1jpc+1z
        """

    /// Long names of general categories and what they stand for.
    static let categoryAliases = """
        Cased_Letter LC
        Close_Punctuation Pe
        Combining_Mark M
        Connector_Punctuation Pc
        Control Cc
        Currency_Symbol Sc
        Dash_Punctuation Pd
        Decimal_Number Nd
        Enclosing_Mark Me
        Final_Punctuation Pf
        Format Cf
        Initial_Punctuation Pi
        Letter L
        Letter_Number Nl
        Line_Separator Zl
        Lowercase_Letter Ll
        Mark M
        Math_Symbol Sm
        Modifier_Letter Lm
        Modifier_Symbol Sk
        Nonspacing_Mark Mn
        Number N
        Open_Punctuation Ps
        Other C
        Other_Letter Lo
        Other_Number No
        Other_Punctuation Po
        Other_Symbol So
        Paragraph_Separator Zp
        Private_Use Co
        Punctuation P
        Separator Z
        Space_Separator Zs
        Spacing_Mark Mc
        Surrogate Cs
        Symbol S
        Titlecase_Letter Lt
        Unassigned Cn
        Uppercase_Letter Lu
        cntrl Cc
        digit Nd
        punct P
        """

    /// Case folding: first character, count less one, stride, distance to the next of its orbit; separated by commas.
    static let foldRuns = """
        1t p 1 w, 2p 9 1 -w, 2z 0 1 6gv, 30 6 1 -w, 37 0 1 7g, 38 6 1 -w, 51 0 1 kn, 5c m 1 w, 60 6 1 w,\
        67 0 1 5vj, 68 4 1 -w, 6d 0 1 6di, 6e g 1 -w, 6w 6 1 -w, 73 0 1 3d, 74 0 1 1, 75 0 1 -1, 76 0 1 1,\
        77 0 1 -1, 78 0 1 1, 79 0 1 -1, 7a 0 1 1, 7b 0 1 -1, 7c 0 1 1, 7d 0 1 -1, 7e 0 1 1, 7f 0 1 -1, 7g 0 1 1,\
        7h 0 1 -1, 7i 0 1 1, 7j 0 1 -1, 7k 0 1 1, 7l 0 1 -1, 7m 0 1 1, 7n 0 1 -1, 7o 0 1 1, 7p 0 1 -1, 7q 0 1 1,\
        7r 0 1 -1, 7s 0 1 1, 7t 0 1 -1, 7u 0 1 1, 7v 0 1 -1, 7w 0 1 1, 7x 0 1 -1, 7y 0 1 1, 7z 0 1 -1, 80 0 1 1,\
        81 0 1 -1, 82 0 1 1, 83 0 1 -1, 84 0 1 1, 85 0 1 -1, 86 0 1 1, 87 0 1 -1, 88 0 1 1, 89 0 1 -1, 8a 0 1 1,\
        8b 0 1 -1, 8c 0 1 1, 8d 0 1 -1, 8e 0 1 1, 8f 0 1 -1, 8i 0 1 1, 8j 0 1 -1, 8k 0 1 1, 8l 0 1 -1, 8m 0 1 1,\
        8n 0 1 -1, 8p 0 1 1, 8q 0 1 -1, 8r 0 1 1, 8s 0 1 -1, 8t 0 1 1, 8u 0 1 -1, 8v 0 1 1, 8w 0 1 -1, 8x 0 1 1,\
        8y 0 1 -1, 8z 0 1 1, 90 0 1 -1, 91 0 1 1, 92 0 1 -1, 93 0 1 1, 94 0 1 -1, 96 0 1 1, 97 0 1 -1, 98 0 1 1,\
        99 0 1 -1, 9a 0 1 1, 9b 0 1 -1, 9c 0 1 1, 9d 0 1 -1, 9e 0 1 1, 9f 0 1 -1, 9g 0 1 1, 9h 0 1 -1, 9i 0 1 1,\
        9j 0 1 -1, 9k 0 1 1, 9l 0 1 -1, 9m 0 1 1, 9n 0 1 -1, 9o 0 1 1, 9p 0 1 -1, 9q 0 1 1, 9r 0 1 -1, 9s 0 1 1,\
        9t 0 1 -1, 9u 0 1 1, 9v 0 1 -1, 9w 0 1 1, 9x 0 1 -1, 9y 0 1 1, 9z 0 1 -1, a0 0 1 1, a1 0 1 -1, a2 0 1 1,\
        a3 0 1 -1, a4 0 1 1, a5 0 1 -1, a6 0 1 1, a7 0 1 -1, a8 0 1 1, a9 0 1 -1, aa 0 1 1, ab 0 1 -1, ac 0 1 1,\
        ad 0 1 -1, ae 0 1 1, af 0 1 -1, ag 0 1 -3d, ah 0 1 1, ai 0 1 -1, aj 0 1 1, ak 0 1 -1, al 0 1 1, am 0 1 -1,\
        an 0 1 -8c, ao 0 1 5f, ap 0 1 5u, aq 0 1 1, ar 0 1 -1, as 0 1 1, at 0 1 -1, au 0 1 5q, av 0 1 1,\
        aw 0 1 -1, ax 1 1 5p, az 0 1 1, b0 0 1 -1, b2 0 1 27, b3 0 1 5m, b4 0 1 5n, b5 0 1 1, b6 0 1 -1,\
        b7 0 1 5p, b8 0 1 5r, b9 0 1 2p, ba 0 1 5v, bb 0 1 5t, bc 0 1 1, bd 0 1 -1, be 0 1 4j, bf 0 1 wu9,\
        bg 0 1 5v, bh 0 1 5x, bi 0 1 3m, bj 0 1 5y, bk 0 1 1, bl 0 1 -1, bm 0 1 1, bn 0 1 -1, bo 0 1 1, bp 0 1 -1,\
        bq 0 1 62, br 0 1 1, bs 0 1 -1, bt 0 1 62, bw 0 1 1, bx 0 1 -1, by 0 1 62, bz 0 1 1, c0 0 1 -1, c1 1 1 61,\
        c3 0 1 1, c4 0 1 -1, c5 0 1 1, c6 0 1 -1, c7 0 1 63, c8 0 1 1, c9 0 1 -1, cc 0 1 1, cd 0 1 -1, cf 0 1 1k,\
        ck 1 1 1, cm 0 1 -2, cn 1 1 1, cp 0 1 -2, cq 1 1 1, cs 0 1 -2, ct 0 1 1, cu 0 1 -1, cv 0 1 1, cw 0 1 -1,\
        cx 0 1 1, cy 0 1 -1, cz 0 1 1, d0 0 1 -1, d1 0 1 1, d2 0 1 -1, d3 0 1 1, d4 0 1 -1, d5 0 1 1, d6 0 1 -1,\
        d7 0 1 1, d8 0 1 -1, d9 0 1 -27, da 0 1 1, db 0 1 -1, dc 0 1 1, dd 0 1 -1, de 0 1 1, df 0 1 -1, dg 0 1 1,\
        dh 0 1 -1, di 0 1 1, dj 0 1 -1, dk 0 1 1, dl 0 1 -1, dm 0 1 1, dn 0 1 -1, do 0 1 1, dp 0 1 -1, dq 0 1 1,\
        dr 0 1 -1, dt 1 1 1, dv 0 1 -2, dw 0 1 1, dx 0 1 -1, dy 0 1 -2p, dz 0 1 -1k, e0 0 1 1, e1 0 1 -1,\
        e2 0 1 1, e3 0 1 -1, e4 0 1 1, e5 0 1 -1, e6 0 1 1, e7 0 1 -1, e8 0 1 1, e9 0 1 -1, ea 0 1 1, eb 0 1 -1,\
        ec 0 1 1, ed 0 1 -1, ee 0 1 1, ef 0 1 -1, eg 0 1 1, eh 0 1 -1, ei 0 1 1, ej 0 1 -1, ek 0 1 1, el 0 1 -1,\
        em 0 1 1, en 0 1 -1, eo 0 1 1, ep 0 1 -1, eq 0 1 1, er 0 1 -1, es 0 1 1, et 0 1 -1, eu 0 1 1, ev 0 1 -1,\
        ew 0 1 1, ex 0 1 -1, ey 0 1 1, ez 0 1 -1, f0 0 1 1, f1 0 1 -1, f2 0 1 1, f3 0 1 -1, f4 0 1 -3m, f6 0 1 1,\
        f7 0 1 -1, f8 0 1 1, f9 0 1 -1, fa 0 1 1, fb 0 1 -1, fc 0 1 1, fd 0 1 -1, fe 0 1 1, ff 0 1 -1, fg 0 1 1,\
        fh 0 1 -1, fi 0 1 1, fj 0 1 -1, fk 0 1 1, fl 0 1 -1, fm 0 1 1, fn 0 1 -1, fu 0 1 8bv, fv 0 1 1, fw 0 1 -1,\
        fx 0 1 -4j, fy 0 1 8bs, fz 1 1 8cf, g1 0 1 1, g2 0 1 -1, g3 0 1 -5f, g4 0 1 1x, g5 0 1 1z, g6 0 1 1,\
        g7 0 1 -1, g8 0 1 1, g9 0 1 -1, ga 0 1 1, gb 0 1 -1, gc 0 1 1, gd 0 1 -1, ge 0 1 1, gf 0 1 -1, gg 0 1 8bj,\
        gh 0 1 8bg, gi 0 1 8bi, gj 0 1 -5u, gk 0 1 -5q, gm 1 1 -5p, gp 0 1 -5m, gr 0 1 -5n, gs 0 1 wnj,\
        gw 0 1 -5p, gx 0 1 wnf, gz 0 1 -5r, h0 0 1 wo7, h1 0 1 wmg, h2 0 1 wn8, h4 0 1 -5t, h5 0 1 -5v,\
        h6 0 1 wn8, h7 0 1 8af, h8 0 1 wn5, hb 0 1 -5v, hd 0 1 8al, he 0 1 -5x, hh 0 1 -5y, hp 0 1 89z,\
        hs 0 1 -62, hu 0 1 wn7, hv 0 1 -62, hz 0 1 wmi, i0 0 1 -62, i1 0 1 -1x, i2 1 1 -61, i4 0 1 -1z,\
        ia 0 1 -63, il 0 1 wlx, im 0 1 wlu, n9 0 1 2c, og 0 1 1, oh 0 1 -1, oi 0 1 1, oj 0 1 -1, om 0 1 1,\
        on 0 1 -1, or 2 1 3m, ov 0 1 38, p2 0 1 12, p4 2 1 11, p8 0 1 1s, pa 1 1 1r, pc 0 1 5kz, pd g 1 w,\
        pv 0 1 v, pw 7 1 w, q4 0 1 -12, q5 2 1 -11, q8 0 1 5kj, q9 0 1 -w, qa 0 1 u, qb 1 1 -w, qd 0 1 1s,\
        qe 1 1 -w, qg 0 1 p, qh 0 1 5j9, qi 0 1 1i, qj 0 1 -w, qk 0 1 -lj, ql 2 1 -w, qo 0 1 m, qp 0 1 1c,\
        qq 0 1 1, qr 2 1 -w, qu 0 1 f, qv 1 1 -w, qx 0 1 5st, qy 1 1 -w, r0 0 1 -1s, r1 1 1 -1r, r3 0 1 8,\
        r4 0 1 -1q, r5 0 1 z, r9 0 1 -1b, ra 0 1 -1i, rb 0 1 -8, rc 0 1 1, rd 0 1 -1, re 0 1 1, rf 0 1 -1,\
        rg 0 1 1, rh 0 1 -1, ri 0 1 1, rj 0 1 -1, rk 0 1 1, rl 0 1 -1, rm 0 1 1, rn 0 1 -1, ro 0 1 1, rp 0 1 -1,\
        rq 0 1 1, rr 0 1 -1, rs 0 1 1, rt 0 1 -1, ru 0 1 1, rv 0 1 -1, rw 0 1 1, rx 0 1 -1, ry 0 1 1, rz 0 1 -1,\
        s0 0 1 -2e, s1 0 1 -28, s2 0 1 7, s3 0 1 -38, s4 0 1 -2k, s5 0 1 -2o, s7 0 1 1, s8 0 1 -1, s9 0 1 -7,\
        sa 0 1 1, sb 0 1 -1, sd 2 1 -3m, sg f 1 28, sw v 1 w, ts 1 1 -w, tu 0 1 4su, tv 0 1 -w, tw 0 1 4st,\
        tx 8 1 -w, u6 0 1 4sk, u7 1 1 -w, u9 1 1 4si, ub 6 1 -w, ui 0 1 4sc, uj 4 1 -w, uo f 1 -28, v4 0 1 1,\
        v5 0 1 -1, v6 0 1 1, v7 0 1 4ro, v8 0 1 1, v9 0 1 -1, va 0 1 1, vb 0 1 -1, vc 0 1 1, vd 0 1 -1, ve 0 1 1,\
        vf 0 1 -1, vg 0 1 1, vh 0 1 -1, vi 0 1 1, vj 0 1 -1, vk 0 1 1, vl 0 1 -1, vm 0 1 1, vn 0 1 -1, vo 0 1 1,\
        vp 0 1 -1, vq 0 1 1, vr 0 1 -1, vs 0 1 1, vt 0 1 -1, vu 0 1 1, vv 0 1 -1, vw 0 1 1, vx 0 1 -1, vy 0 1 1,\
        vz 0 1 -1, w0 0 1 1, w1 0 1 -1, wa 0 1 1, wb 0 1 -1, wc 0 1 1, wd 0 1 -1, we 0 1 1, wf 0 1 -1, wg 0 1 1,\
        wh 0 1 -1, wi 0 1 1, wj 0 1 -1, wk 0 1 1, wl 0 1 -1, wm 0 1 1, wn 0 1 -1, wo 0 1 1, wp 0 1 -1, wq 0 1 1,\
        wr 0 1 -1, ws 0 1 1, wt 0 1 -1, wu 0 1 1, wv 0 1 -1, ww 0 1 1, wx 0 1 -1, wy 0 1 1, wz 0 1 -1, x0 0 1 1,\
        x1 0 1 -1, x2 0 1 1, x3 0 1 -1, x4 0 1 1, x5 0 1 -1, x6 0 1 1, x7 0 1 -1, x8 0 1 1, x9 0 1 -1, xa 0 1 1,\
        xb 0 1 -1, xc 0 1 1, xd 0 1 -1, xe 0 1 1, xf 0 1 -1, xg 0 1 1, xh 0 1 -1, xi 0 1 1, xj 0 1 -1, xk 0 1 1,\
        xl 0 1 -1, xm 0 1 1, xn 0 1 -1, xo 0 1 1, xp 0 1 -1, xq 0 1 1, xr 0 1 -1, xs 0 1 f, xt 0 1 1, xu 0 1 -1,\
        xv 0 1 1, xw 0 1 -1, xx 0 1 1, xy 0 1 -1, xz 0 1 1, y0 0 1 -1, y1 0 1 1, y2 0 1 -1, y3 0 1 1, y4 0 1 -1,\
        y5 0 1 1, y6 0 1 -1, y7 0 1 -f, y8 0 1 1, y9 0 1 -1, ya 0 1 1, yb 0 1 -1, yc 0 1 1, yd 0 1 -1, ye 0 1 1,\
        yf 0 1 -1, yg 0 1 1, yh 0 1 -1, yi 0 1 1, yj 0 1 -1, yk 0 1 1, yl 0 1 -1, ym 0 1 1, yn 0 1 -1, yo 0 1 1,\
        yp 0 1 -1, yq 0 1 1, yr 0 1 -1, ys 0 1 1, yt 0 1 -1, yu 0 1 1, yv 0 1 -1, yw 0 1 1, yx 0 1 -1, yy 0 1 1,\
        yz 0 1 -1, z0 0 1 1, z1 0 1 -1, z2 0 1 1, z3 0 1 -1, z4 0 1 1, z5 0 1 -1, z6 0 1 1, z7 0 1 -1, z8 0 1 1,\
        z9 0 1 -1, za 0 1 1, zb 0 1 -1, zc 0 1 1, zd 0 1 -1, ze 0 1 1, zf 0 1 -1, zg 0 1 1, zh 0 1 -1, zi 0 1 1,\
        zj 0 1 -1, zk 0 1 1, zl 0 1 -1, zm 0 1 1, zn 0 1 -1, zo 0 1 1, zp 0 1 -1, zq 0 1 1, zr 0 1 -1, zs 0 1 1,\
        zt 0 1 -1, zu 0 1 1, zv 0 1 -1, zw 0 1 1, zx 0 1 -1, zy 0 1 1, zz 0 1 -1, 100 0 1 1, 101 0 1 -1,\
        102 0 1 1, 103 0 1 -1, 104 0 1 1, 105 0 1 -1, 106 0 1 1, 107 0 1 -1, 108 0 1 1, 109 0 1 -1, 10a 0 1 1,\
        10b 0 1 -1, 10c 0 1 1, 10d 0 1 -1, 10e 0 1 1, 10f 0 1 -1, 10g 0 1 1, 10h 0 1 -1, 10i 0 1 1, 10j 0 1 -1,\
        10k 0 1 1, 10l 0 1 -1, 10m 0 1 1, 10n 0 1 -1, 10o 0 1 1, 10p 0 1 -1, 10q 0 1 1, 10r 0 1 -1, 10s 0 1 1,\
        10t 0 1 -1, 10u 0 1 1, 10v 0 1 -1, 10x 11 1 1c, 129 11 1 -1c, 3a8 11 1 5ls, 3bb 1 6 5ls, 3bk 16 1 2bk,\
        3ct 2 1 2bk, 3vk 27 1 tzk, 3xs 5 1 8, 3y0 5 1 -8, 5mo 0 1 -4tq, 5mp 0 1 -4tp, 5mq 0 1 -4tg, 5mr 0 1 -4te,\
        5ms 0 1 1, 5mt 0 1 -4tf, 5mu 0 1 -4t8, 5mv 0 1 -4rp, 5mw 0 1 r7m, 5mx 0 1 1, 5my 0 1 -1, 5n4 16 1 -2bk,\
        5od 2 1 -2bk, 5tl 0 1 r9g, 5tp 0 1 2xy, 5u6 0 1 raw, 5xc 0 1 1, 5xd 0 1 -1, 5xe 0 1 1, 5xf 0 1 -1,\
        5xg 0 1 1, 5xh 0 1 -1, 5xi 0 1 1, 5xj 0 1 -1, 5xk 0 1 1, 5xl 0 1 -1, 5xm 0 1 1, 5xn 0 1 -1, 5xo 0 1 1,\
        5xp 0 1 -1, 5xq 0 1 1, 5xr 0 1 -1, 5xs 0 1 1, 5xt 0 1 -1, 5xu 0 1 1, 5xv 0 1 -1, 5xw 0 1 1, 5xx 0 1 -1,\
        5xy 0 1 1, 5xz 0 1 -1, 5y0 0 1 1, 5y1 0 1 -1, 5y2 0 1 1, 5y3 0 1 -1, 5y4 0 1 1, 5y5 0 1 -1, 5y6 0 1 1,\
        5y7 0 1 -1, 5y8 0 1 1, 5y9 0 1 -1, 5ya 0 1 1, 5yb 0 1 -1, 5yc 0 1 1, 5yd 0 1 -1, 5ye 0 1 1, 5yf 0 1 -1,\
        5yg 0 1 1, 5yh 0 1 -1, 5yi 0 1 1, 5yj 0 1 -1, 5yk 0 1 1, 5yl 0 1 -1, 5ym 0 1 1, 5yn 0 1 -1, 5yo 0 1 1,\
        5yp 0 1 -1, 5yq 0 1 1, 5yr 0 1 -1, 5ys 0 1 1, 5yt 0 1 -1, 5yu 0 1 1, 5yv 0 1 -1, 5yw 0 1 1, 5yx 0 1 -1,\
        5yy 0 1 1, 5yz 0 1 -1, 5z0 0 1 1, 5z1 0 1 -1, 5z2 0 1 1, 5z3 0 1 -1, 5z4 0 1 1, 5z5 0 1 -1, 5z6 0 1 1,\
        5z7 0 1 -1, 5z8 0 1 1, 5z9 0 1 -1, 5za 0 1 1, 5zb 0 1 -1, 5zc 0 1 1, 5zd 0 1 -1, 5ze 0 1 1, 5zf 0 1 -1,\
        5zg 0 1 1, 5zh 0 1 -1, 5zi 0 1 1, 5zj 0 1 -1, 5zk 0 1 1, 5zl 0 1 -1, 5zm 0 1 1, 5zn 0 1 -1, 5zo 0 1 1,\
        5zp 0 1 -1, 5zq 0 1 1, 5zr 0 1 -1, 5zs 0 1 1, 5zt 0 1 -1, 5zu 0 1 1, 5zv 0 1 -1, 5zw 0 1 1, 5zx 0 1 -1,\
        5zy 0 1 1, 5zz 0 1 -1, 600 0 1 1, 601 0 1 1m, 602 0 1 1, 603 0 1 -1, 604 0 1 1, 605 0 1 -1, 606 0 1 1,\
        607 0 1 -1, 608 0 1 1, 609 0 1 -1, 60a 0 1 1, 60b 0 1 -1, 60c 0 1 1, 60d 0 1 -1, 60e 0 1 1, 60f 0 1 -1,\
        60g 0 1 1, 60h 0 1 -1, 60i 0 1 1, 60j 0 1 -1, 60k 0 1 1, 60l 0 1 -1, 60m 0 1 1, 60n 0 1 -1, 60o 0 1 1,\
        60p 0 1 -1, 60q 0 1 1, 60r 0 1 -1, 60s 0 1 1, 60t 0 1 -1, 60u 0 1 1, 60v 0 1 -1, 60w 0 1 1, 60x 0 1 -1,\
        60y 0 1 1, 60z 0 1 -1, 610 0 1 1, 611 0 1 -1, 612 0 1 1, 613 0 1 -1, 614 0 1 1, 615 0 1 -1, 616 0 1 1,\
        617 0 1 -1, 618 0 1 1, 619 0 1 -1, 61a 0 1 1, 61b 0 1 -1, 61c 0 1 1, 61d 0 1 -1, 61e 0 1 1, 61f 0 1 -1,\
        61g 0 1 1, 61h 0 1 -1, 61n 0 1 -1n, 61q 0 1 -5vj, 61s 0 1 1, 61t 0 1 -1, 61u 0 1 1, 61v 0 1 -1, 61w 0 1 1,\
        61x 0 1 -1, 61y 0 1 1, 61z 0 1 -1, 620 0 1 1, 621 0 1 -1, 622 0 1 1, 623 0 1 -1, 624 0 1 1, 625 0 1 -1,\
        626 0 1 1, 627 0 1 -1, 628 0 1 1, 629 0 1 -1, 62a 0 1 1, 62b 0 1 -1, 62c 0 1 1, 62d 0 1 -1, 62e 0 1 1,\
        62f 0 1 -1, 62g 0 1 1, 62h 0 1 -1, 62i 0 1 1, 62j 0 1 -1, 62k 0 1 1, 62l 0 1 -1, 62m 0 1 1, 62n 0 1 -1,\
        62o 0 1 1, 62p 0 1 -1, 62q 0 1 1, 62r 0 1 -1, 62s 0 1 1, 62t 0 1 -1, 62u 0 1 1, 62v 0 1 -1, 62w 0 1 1,\
        62x 0 1 -1, 62y 0 1 1, 62z 0 1 -1, 630 0 1 1, 631 0 1 -1, 632 0 1 1, 633 0 1 -1, 634 0 1 1, 635 0 1 -1,\
        636 0 1 1, 637 0 1 -1, 638 0 1 1, 639 0 1 -1, 63a 0 1 1, 63b 0 1 -1, 63c 0 1 1, 63d 0 1 -1, 63e 0 1 1,\
        63f 0 1 -1, 63g 0 1 1, 63h 0 1 -1, 63i 0 1 1, 63j 0 1 -1, 63k 0 1 1, 63l 0 1 -1, 63m 0 1 1, 63n 0 1 -1,\
        63o 0 1 1, 63p 0 1 -1, 63q 0 1 1, 63r 0 1 -1, 63s 0 1 1, 63t 0 1 -1, 63u 0 1 1, 63v 0 1 -1, 63w 0 1 1,\
        63x 0 1 -1, 63y 0 1 1, 63z 0 1 -1, 640 0 1 1, 641 0 1 -1, 642 0 1 1, 643 0 1 -1, 644 0 1 1, 645 0 1 -1,\
        646 0 1 1, 647 0 1 -1, 648 0 1 1, 649 0 1 -1, 64a 0 1 1, 64b 0 1 -1, 64c 0 1 1, 64d 0 1 -1, 64e 0 1 1,\
        64f 0 1 -1, 64g 7 1 8, 64o 7 1 -8, 64w 5 1 8, 654 5 1 -8, 65c 7 1 8, 65k 7 1 -8, 65s 7 1 8, 660 7 1 -8,\
        668 5 1 8, 66g 5 1 -8, 66p 3 2 8, 66x 3 2 -8, 674 7 1 8, 67c 7 1 -8, 67k 1 1 22, 67m 3 1 2e, 67q 1 1 2s,\
        67s 1 1 3k, 67u 1 1 34, 67w 1 1 3i, 680 7 1 8, 688 7 1 -8, 68g 7 1 8, 68o 7 1 -8, 68w 7 1 8, 694 7 1 -8,\
        69c 1 1 8, 69f 0 1 9, 69k 1 1 -8, 69m 1 1 -22, 69o 0 1 -9, 69q 0 1 -5mh, 69v 0 1 9, 6a0 3 1 -2e,\
        6a4 0 1 -9, 6a8 1 1 8, 6ab 0 1 -5kz, 6ag 1 1 -8, 6ai 1 1 -2s, 6ao 1 1 8, 6ar 0 1 -5kj, 6at 0 1 7,\
        6aw 1 1 -8, 6ay 1 1 -34, 6b0 0 1 -7, 6b7 0 1 9, 6bc 1 1 -3k, 6be 1 1 -3i, 6bg 0 1 -9, 6jq 0 1 -5tp,\
        6ju 0 1 -6hr, 6jv 0 1 -6ee, 6k2 0 1 s, 6ku 0 1 -s, 6lc f 1 g, 6ls f 1 -g, 6mb 0 1 1, 6mc 0 1 -1,\
        792 p 1 q, 79s p 1 -q, 8ow 1b 1 1c, 8q8 1b 1 -1c, 8rk 0 1 1, 8rl 0 1 -1, 8rm 0 1 -8af, 8rn 0 1 -2xy,\
        8ro 0 1 -89z, 8rp 0 1 -8bv, 8rq 0 1 -8bs, 8rr 0 1 1, 8rs 0 1 -1, 8rt 0 1 1, 8ru 0 1 -1, 8rv 0 1 1,\
        8rw 0 1 -1, 8rx 0 1 -8bg, 8ry 0 1 -8al, 8rz 0 1 -8bj, 8s0 0 1 -8bi, 8s2 0 1 1, 8s3 0 1 -1, 8s5 0 1 1,\
        8s6 0 1 -1, 8se 1 1 -8cf, 8sg 0 1 1, 8sh 0 1 -1, 8si 0 1 1, 8sj 0 1 -1, 8sk 0 1 1, 8sl 0 1 -1, 8sm 0 1 1,\
        8sn 0 1 -1, 8so 0 1 1, 8sp 0 1 -1, 8sq 0 1 1, 8sr 0 1 -1, 8ss 0 1 1, 8st 0 1 -1, 8su 0 1 1, 8sv 0 1 -1,\
        8sw 0 1 1, 8sx 0 1 -1, 8sy 0 1 1, 8sz 0 1 -1, 8t0 0 1 1, 8t1 0 1 -1, 8t2 0 1 1, 8t3 0 1 -1, 8t4 0 1 1,\
        8t5 0 1 -1, 8t6 0 1 1, 8t7 0 1 -1, 8t8 0 1 1, 8t9 0 1 -1, 8ta 0 1 1, 8tb 0 1 -1, 8tc 0 1 1, 8td 0 1 -1,\
        8te 0 1 1, 8tf 0 1 -1, 8tg 0 1 1, 8th 0 1 -1, 8ti 0 1 1, 8tj 0 1 -1, 8tk 0 1 1, 8tl 0 1 -1, 8tm 0 1 1,\
        8tn 0 1 -1, 8to 0 1 1, 8tp 0 1 -1, 8tq 0 1 1, 8tr 0 1 -1, 8ts 0 1 1, 8tt 0 1 -1, 8tu 0 1 1, 8tv 0 1 -1,\
        8tw 0 1 1, 8tx 0 1 -1, 8ty 0 1 1, 8tz 0 1 -1, 8u0 0 1 1, 8u1 0 1 -1, 8u2 0 1 1, 8u3 0 1 -1, 8u4 0 1 1,\
        8u5 0 1 -1, 8u6 0 1 1, 8u7 0 1 -1, 8u8 0 1 1, 8u9 0 1 -1, 8ua 0 1 1, 8ub 0 1 -1, 8uc 0 1 1, 8ud 0 1 -1,\
        8ue 0 1 1, 8uf 0 1 -1, 8ug 0 1 1, 8uh 0 1 -1, 8ui 0 1 1, 8uj 0 1 -1, 8uk 0 1 1, 8ul 0 1 -1, 8um 0 1 1,\
        8un 0 1 -1, 8uo 0 1 1, 8up 0 1 -1, 8uq 0 1 1, 8ur 0 1 -1, 8us 0 1 1, 8ut 0 1 -1, 8uu 0 1 1, 8uv 0 1 -1,\
        8uw 0 1 1, 8ux 0 1 -1, 8uy 0 1 1, 8uz 0 1 -1, 8v0 0 1 1, 8v1 0 1 -1, 8v2 0 1 1, 8v3 0 1 -1, 8v4 0 1 1,\
        8v5 0 1 -1, 8v6 0 1 1, 8v7 0 1 -1, 8vf 0 1 1, 8vg 0 1 -1, 8vh 0 1 1, 8vi 0 1 -1, 8vm 0 1 1, 8vn 0 1 -1,\
        8w0 11 1 -5ls, 8x3 1 6 -5ls, wu8 0 1 1, wu9 0 1 -1, wua 0 1 1, wub 0 1 -1, wuc 0 1 1, wud 0 1 -1,\
        wue 0 1 1, wuf 0 1 -1, wug 0 1 1, wuh 0 1 -1, wui 0 1 1, wuj 0 1 -r7n, wuk 0 1 1, wul 0 1 -1, wum 0 1 1,\
        wun 0 1 -1, wuo 0 1 1, wup 0 1 -1, wuq 0 1 1, wur 0 1 -1, wus 0 1 1, wut 0 1 -1, wuu 0 1 1, wuv 0 1 -1,\
        wuw 0 1 1, wux 0 1 -1, wuy 0 1 1, wuz 0 1 -1, wv0 0 1 1, wv1 0 1 -1, wv2 0 1 1, wv3 0 1 -1, wv4 0 1 1,\
        wv5 0 1 -1, wv6 0 1 1, wv7 0 1 -1, wv8 0 1 1, wv9 0 1 -1, wva 0 1 1, wvb 0 1 -1, wvc 0 1 1, wvd 0 1 -1,\
        wve 0 1 1, wvf 0 1 -1, wvg 0 1 1, wvh 0 1 -1, ww0 0 1 1, ww1 0 1 -1, ww2 0 1 1, ww3 0 1 -1, ww4 0 1 1,\
        ww5 0 1 -1, ww6 0 1 1, ww7 0 1 -1, ww8 0 1 1, ww9 0 1 -1, wwa 0 1 1, wwb 0 1 -1, wwc 0 1 1, wwd 0 1 -1,\
        wwe 0 1 1, wwf 0 1 -1, wwg 0 1 1, wwh 0 1 -1, wwi 0 1 1, wwj 0 1 -1, wwk 0 1 1, wwl 0 1 -1, wwm 0 1 1,\
        wwn 0 1 -1, wwo 0 1 1, wwp 0 1 -1, wwq 0 1 1, wwr 0 1 -1, x0i 0 1 1, x0j 0 1 -1, x0k 0 1 1, x0l 0 1 -1,\
        x0m 0 1 1, x0n 0 1 -1, x0o 0 1 1, x0p 0 1 -1, x0q 0 1 1, x0r 0 1 -1, x0s 0 1 1, x0t 0 1 -1, x0u 0 1 1,\
        x0v 0 1 -1, x0y 0 1 1, x0z 0 1 -1, x10 0 1 1, x11 0 1 -1, x12 0 1 1, x13 0 1 -1, x14 0 1 1, x15 0 1 -1,\
        x16 0 1 1, x17 0 1 -1, x18 0 1 1, x19 0 1 -1, x1a 0 1 1, x1b 0 1 -1, x1c 0 1 1, x1d 0 1 -1, x1e 0 1 1,\
        x1f 0 1 -1, x1g 0 1 1, x1h 0 1 -1, x1i 0 1 1, x1j 0 1 -1, x1k 0 1 1, x1l 0 1 -1, x1m 0 1 1, x1n 0 1 -1,\
        x1o 0 1 1, x1p 0 1 -1, x1q 0 1 1, x1r 0 1 -1, x1s 0 1 1, x1t 0 1 -1, x1u 0 1 1, x1v 0 1 -1, x1w 0 1 1,\
        x1x 0 1 -1, x1y 0 1 1, x1z 0 1 -1, x20 0 1 1, x21 0 1 -1, x22 0 1 1, x23 0 1 -1, x24 0 1 1, x25 0 1 -1,\
        x26 0 1 1, x27 0 1 -1, x28 0 1 1, x29 0 1 -1, x2a 0 1 1, x2b 0 1 -1, x2c 0 1 1, x2d 0 1 -1, x2e 0 1 1,\
        x2f 0 1 -1, x2g 0 1 1, x2h 0 1 -1, x2i 0 1 1, x2j 0 1 -1, x2k 0 1 1, x2l 0 1 -1, x2m 0 1 1, x2n 0 1 -1,\
        x2x 0 1 1, x2y 0 1 -1, x2z 0 1 1, x30 0 1 -1, x31 0 1 -r9g, x32 0 1 1, x33 0 1 -1, x34 0 1 1, x35 0 1 -1,\
        x36 0 1 1, x37 0 1 -1, x38 0 1 1, x39 0 1 -1, x3a 0 1 1, x3b 0 1 -1, x3f 0 1 1, x3g 0 1 -1, x3h 0 1 -wmg,\
        x3k 0 1 1, x3l 0 1 -1, x3m 0 1 1, x3n 0 1 -1, x3o 0 1 1c, x3q 0 1 1, x3r 0 1 -1, x3s 0 1 1, x3t 0 1 -1,\
        x3u 0 1 1, x3v 0 1 -1, x3w 0 1 1, x3x 0 1 -1, x3y 0 1 1, x3z 0 1 -1, x40 0 1 1, x41 0 1 -1, x42 0 1 1,\
        x43 0 1 -1, x44 0 1 1, x45 0 1 -1, x46 0 1 1, x47 0 1 -1, x48 0 1 1, x49 0 1 -1, x4a 0 1 -wn8,\
        x4b 0 1 -wnj, x4c 0 1 -wnf, x4d 0 1 -wn5, x4e 0 1 -wn8, x4g 0 1 -wlu, x4h 0 1 -wmi, x4i 0 1 -wlx,\
        x4j 0 1 ps, x4k 0 1 1, x4l 0 1 -1, x4m 0 1 1, x4n 0 1 -1, x4o 0 1 1, x4p 0 1 -1, x4q 0 1 1, x4r 0 1 -1,\
        x4s 0 1 1, x4t 0 1 -1, x4u 0 1 1, x4v 0 1 -1, x4w 0 1 1, x4x 0 1 -1, x4y 0 1 1, x4z 0 1 -1, x50 0 1 -1c,\
        x51 0 1 -wn7, x52 0 1 -raw, x53 0 1 1, x54 0 1 -1, x55 0 1 1, x56 0 1 -1, x57 0 1 -wo7, x58 0 1 1,\
        x59 0 1 -1, x5a 0 1 1, x5b 0 1 -1, x5c 0 1 1, x5d 0 1 -1, x5e 0 1 1, x5f 0 1 -1, x5g 0 1 1, x5h 0 1 -1,\
        x5i 0 1 1, x5j 0 1 -1, x5k 0 1 1, x5l 0 1 -1, x5m 0 1 1, x5n 0 1 -1, x5o 0 1 -wu9, x6d 0 1 1, x6e 0 1 -1,\
        xub 0 1 -ps, xv4 27 1 -tzk, 1dl1 0 1 1, 1dl2 0 1 -1, 1ee9 p 1 w, 1ef5 p 1 -w, 1fcw 13 1 14, 1fe0 13 1 -14,\
        1fhs z 1 14, 1fiw z 1 -14, 1fn4 a 1 13, 1fng e 1 13, 1fnw 6 1 13, 1fo4 1 1 13, 1fo7 a 1 -13, 1foj e 1 -13,\
        1foz 6 1 -13, 1fp7 1 1 -13, 1h1c 1e 1 1s, 1h34 1e 1 -1s, 1h74 l 1 w, 1h80 l 1 -w, 1jfk v 1 w, 1jgg v 1 -w,\
        20cg v 1 w, 20dc v 1 -w, 20f4 o 1 r, 20fv o 1 -r, 2olc x 1 y, 2oma x 1 -y
        """
}
