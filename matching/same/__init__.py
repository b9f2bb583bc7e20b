"""The same woman twice: names heard across scripts, findings field by field, weighed into same, maybe or different."""
