#!/bin/sh
# Says what the package was deployed with.
echo "###ZARF_VAR_GREETING### from site ###ZARF_CONST_SITE### on a ###ZARF_VAR_MACHINE### machine"
