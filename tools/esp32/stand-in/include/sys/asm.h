#define SZREG 4
#define REG_L lw
#define REG_S sw
