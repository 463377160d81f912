"""Words as data: the cues that give a sentence its role."""
