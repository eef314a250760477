/* xsl writes this file, with a declaration of each native function; here only what a warning asks for. */
